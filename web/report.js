// The report's viewer: makes the page from the JSON that quell wrote beside it. No text of the target ever becomes
// markup: everything goes through text nodes. Written in the JavaScript of 2013, because the machine on which a report
// is opened may be as old as the one it is about.
(function () {
  'use strict';

  var report = JSON.parse(document.getElementById('report-data').textContent);
  var asked = location.hash.slice(1);
  var language = asked === 'en' || asked === 'zh' ? asked : report.language;
  var page = document.getElementById('page');

  // ---- making nodes ------------------------------------------------------------------------------------------------

  function append(parent, kid) {
    if (kid === null || kid === undefined) return;
    if (Array.isArray(kid)) {
      kid.forEach(function (one) { append(parent, one); });
    } else {
      parent.appendChild(typeof kid === 'object' ? kid : document.createTextNode(String(kid)));
    }
  }

  function node(tag, className) {
    var made = document.createElement(tag);
    if (className) made.className = className;
    for (var i = 2; i < arguments.length; ++i) append(made, arguments[i]);
    return made;
  }

  // Text of the target: set apart, so that letters written from right to left cannot reorder what stands beside them.
  function target(text) { return text === null || text === undefined ? null : node('bdi', 'target', text); }

  // ---- words -------------------------------------------------------------------------------------------------------

  function words(both) { return both[language]; }

  // A sentence with its blanks filled by `make` (text of the target, unless told otherwise).
  function filled(both, values, make) {
    var next = 0;
    return words(both).split(/(\{\d*\})/).map(function (piece) {
      if (!/^\{\d*\}$/.test(piece)) return piece;
      var value = values[piece.length > 2 ? Number(piece.slice(1, -1)) : next++];
      return value === undefined ? piece : make ? make(value) : target(value);
    });
  }

  function sentence(of) { return of.values ? filled(of, of.values) : words(of); }

  // A label of the page; further arguments fill its blanks and are our own words.
  function label(key) {
    var both = report.labels[key] || { en: key, zh: key };
    var values = Array.prototype.slice.call(arguments, 1);
    return filled(both, values, function (value) { return value; });
  }
  function plain(key) {
    return label.apply(null, arguments).map(function (piece) { return piece.textContent || String(piece); }).join('');
  }

  function grouped(number) { return String(number).replace(/\B(?=(\d{3})+(?!\d))/g, ','); }

  function size(bytes) {
    var units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB', 'EB'];
    var unit = 0;
    while (bytes >= 999.95 && unit + 1 < units.length) {
      bytes /= 1000;
      ++unit;
    }
    return (unit === 0 ? String(bytes) : bytes.toFixed(1)) + ' ' + units[unit];
  }

  function when(time) { return time ? node('time', '', time.text) : '?'; }

  // ---- parts that return more than once ----------------------------------------------------------------------------

  function section(id, title) {
    var made = node('section', 'card', node('h2', '', title));
    made.id = id;
    for (var i = 2; i < arguments.length; ++i) append(made, arguments[i]);
    return made;
  }

  function badge(kind, text) { return node('span', 'badge ' + kind, text); }

  function folded(summary) {
    var made = node('details', '', node('summary', '', summary));
    for (var i = 1; i < arguments.length; ++i) append(made, arguments[i]);
    return made;
  }

  // The first `shown` items in sight, the others behind a summary; `left` were not even put into the page.
  function list(items, shown, left, wrap, make) {
    var made = [wrap(items.slice(0, shown).map(make))];
    var rest = items.slice(shown);
    if (rest.length) {
      var behind = folded(label('more', grouped(rest.length)), wrap(rest.map(make)));
      behind.className = 'more';
      made.push(behind);
    }
    if (left) made.push(node('p', 'quiet', label('left-out', grouped(left))));
    return made;
  }

  function bullets(items) { return node('ul', 'plain', items); }

  function table(head) {
    return function (rows) {
      var titles = head.map(function (key) { return node('th', '', label(key)); });
      return node('table', '', node('thead', '', node('tr', '', titles)), node('tbody', '', rows));
    };
  }

  function evidence(pairs) {
    if (!pairs.length) return null;
    return node('div', 'evidence', pairs.map(function (pair) {
      return node('span', '', pair.what + ' ', target(pair.value), ' ');
    }));
  }

  // ---- the page, from top to bottom --------------------------------------------------------------------------------

  var symbols = { infected: '\u2715', exposed: '!', inconclusive: '?', clear: '\u2713' };

  function languages() {
    function choice(id, name) {
      var made = node('button', '', name);
      made.type = 'button';
      made.lang = id === 'zh' ? 'zh-CN' : 'en';
      made.setAttribute('aria-pressed', String(language === id));
      made.onclick = function () {
        language = id;
        render();
      };
      return made;
    }
    var made = node('div', 'languages', choice('en', 'English'), choice('zh', '\u4e2d\u6587'));
    made.setAttribute('role', 'group');
    made.setAttribute('aria-label', 'Language / \u8bed\u8a00');
    return made;
  }

  function band() {
    var host = report.host;
    var symbol = node('span', 'symbol', symbols[host.state.id] || '?');
    symbol.setAttribute('aria-hidden', 'true');
    return node('header', 'band ' + host.state.id, node('div', 'inside',
      node('div', 'topline', node('span', '', label('title')), languages()),
      node('div', 'verdict', symbol, node('div', '',
        node('h1', '', words(host.state.word)),
        node('p', 'means', words(host.state.means)))),
      node('p', 'machine', [target(host.name), target(host.system),
        host.windows ? target(host.windows) : words(host.no_windows)].filter(Boolean).map(function (part, i) {
        return i ? [' \u00b7 ', part] : part;
      })),
      node('p', 'locator', target(host.locator), ' \u00b7 ', label('written', report.written))));
  }

  function familyLine(family) {
    var line = [node('strong', '', target(family.name)), ' \u2013 ', words(family.confidence)];
    if (family.stage) line.push(language === 'zh' ? '\uff1b' : '; ', words(family.stage));
    return node('div', '', line);
  }

  function damageLine() {
    var damage = report.damage;
    if (!damage.files) return label(report.host.state.id === 'clear' ? 'lost.nothing' : 'lost.nothing-seen');
    var files = node('strong', '', grouped(damage.files));
    return damage.first
      ? label('lost.line', files, size(damage.bytes), when(damage.first), when(damage.last))
      : label('lost.line.no-times', files, size(damage.bytes));
  }

  function glance() {
    var judged = report.families.filter(function (family) { return family.stage; });
    var made = node('dl', 'glance');
    function row(question, answer) {
      made.appendChild(node('div', '', node('dt', '', label(question)), node('dd', '', answer)));
    }
    row('ask.far', judged.length ? judged.map(familyLine)
      : report.host.state.id === 'inconclusive' ? label('far.nothing-seen') : label('far.nothing'));
    row('ask.lost', damageLine());
    row('ask.others', words(report.reach));
    if (report.blocking) row('ask.sure', label('sure.not', grouped(report.blocking)));
    return section('glance', label('glance'), made);
  }

  function next() {
    if (!report.next.length) return null;
    return section('next', label('next'), node('ol', 'steps', report.next.map(function (step) {
      return node('li', '', sentence(step));
    })));
  }

  function groupOf(findings) {
    var groups = [];
    findings.forEach(function (finding) {
      var same = groups.filter(function (group) {
        return group[0].indicator === finding.indicator && group[0].strength === finding.strength;
      })[0];
      if (same) same.push(finding);
      else groups.push([finding]);
    });
    return groups;
  }

  function findingItem(finding) {
    var subject = finding.counted
      ? label('counted', grouped(finding.counted.files), grouped(finding.counted.folders))
      : target(finding.subject);
    var times = [];
    if (finding.created) times.push(node('span', '', label('created'), ' ', when(finding.created), ' '));
    if (finding.modified && (!finding.created || finding.created.text !== finding.modified.text))
      times.push(node('span', '', label('modified'), ' ', when(finding.modified), ' '));
    return node('li', '', node('div', 'subject', subject),
      times.length ? node('div', 'evidence', times) : null, evidence(finding.evidence));
  }

  function findingGroup(group) {
    var first = group[0];
    return node('li', 'finding', node('div', 'why', badge(first.strength, words(first.strength_word)),
      node('span', 'kind', words(first.kind)), ' ', first.reason ? words(first.reason) : first.indicator),
      list(group, 4, 0, bullets, findingItem));
  }

  function families() {
    return report.families.map(function (family) {
      var isTrace = function (group) { return group[0].strength === 'trace'; };
      var groups = groupOf(family.findings);
      var strong = groups.filter(function (group) { return !isTrace(group); });
      var traces = groups.filter(isTrace);
      if (!strong.length) {
        strong = traces;
        traces = [];
      }
      var heading = node('span', '', label('evidence'), language === 'zh' ? '\uff1a' : ': ', target(family.name));
      return section('family-' + family.id, heading,
        node('p', 'judged', badge(family.confidence_id, words(family.confidence)),
          family.stage ? [' ', words(family.stage)] : null),
        family.summary ? node('p', '', words(family.summary)) : null,
        list(strong, 8, 0, bullets, findingGroup),
        traces.length ? folded(label('traces', grouped(traces.length)), bullets(traces.map(findingGroup))) : null,
        family.left ? node('p', 'quiet', label('left-out', grouped(family.left))) : null);
    });
  }

  function eventRow(event) {
    return node('tr', '', node('td', 'time', when(event.at)),
      node('td', '', sentence(event.sentence), report.families.length > 1 ? [' ', badge('', event.family)] : null));
  }

  function timeline() {
    if (!report.timeline.length) return null;
    var picture = node('div', 'picture');
    picture.id = 'timeline-picture';
    var told = node('div', 'told', label('timeline.tap'));
    told.id = 'timeline-told';
    told.setAttribute('aria-live', 'polite');
    return section('timeline', label('timeline'), node('p', 'quiet', label('timeline.clock')), picture, told,
      folded(label('timeline.table', grouped(report.timeline.length)),
        table(['column.time', 'column.what'])(report.timeline.map(eventRow))),
      report.timeline_left ? node('p', 'quiet', label('left-out', grouped(report.timeline_left))) : null);
  }

  function damage() {
    var all = report.damage;
    if (!all.files) return null;
    var picture = node('div', 'bars');
    picture.id = 'damage-picture';
    return section('damage', label('damage'), node('p', '', damageLine()), picture,
      folded(label('damage.table', grouped(all.folders.length)),
        table(['column.folder', 'column.files', 'column.bytes', 'column.first', 'column.last'])(
          all.folders.map(function (folder) {
            return node('tr', '', node('td', '', target(folder.folder)), node('td', 'number', grouped(folder.files)),
              node('td', 'number', size(folder.bytes)), node('td', 'time', when(folder.first)),
              node('td', 'time', when(folder.last)));
          }))),
      all.left ? node('p', 'quiet', label('left-out', grouped(all.left))) : null);
  }

  function hole(one) {
    var kind = one.openness === 'closed' ? 'good' : one.openness === 'unknown' ? 'unknown' : one.weight;
    return node('li', 'hole', node('div', '', badge(kind, words(one.openness_word)), ' ', sentence(one.what)),
      one.fix && (one.openness === 'open' || one.openness === 'partly') ? node('div', 'quiet', label('exposure.fix'), ' ', sentence(one.fix)) : null,
      evidence(one.evidence));
  }

  function exposure() {
    if (!report.exposure.length) return null;
    var open = report.exposure.filter(function (one) { return one.openness !== 'closed'; });
    var closed = report.exposure.filter(function (one) { return one.openness === 'closed'; });
    return section('exposure', label('exposure'),
      open.length ? list(open, 12, 0, bullets, hole) : node('p', '', label('exposure.none')),
      closed.length ? folded(label('exposure.closed', grouped(closed.length)), bullets(closed.map(hole))) : null);
  }

  function bulletin(one) {
    var kind = one.open ? 'serious' : one.state === 'unknown' ? 'unknown' : 'good';
    var fix = node('dl', 'fix');
    one.fix.forEach(function (line) {
      fix.appendChild(node('div', '', node('dt', '', words(line.what)),
        node('dd', '', typeof line.value === 'string' ? target(line.value) : sentence(line.value))));
    });
    return node('li', 'bulletin', node('div', '', badge(kind, words(one.word)), node('strong', '', target(one.bulletin))),
      one.because.map(function (reason) { return node('div', '', sentence(reason)); }),
      one.fix.length ? fix : null, evidence(one.evidence));
  }

  function patches() {
    if (!report.patches.length) return null;
    return section('patches', label('patches'), node('p', 'quiet', label('patches.about')),
      list(report.patches, 20, 0, bullets, bulletin));
  }

  function gap(one) {
    return node('li', '', badge(one.blocks ? 'serious' : '', words(one.view)), ' ', target(one.where),
      one.why ? node('div', 'evidence', target(one.why)) : null);
  }

  function gaps() {
    var all = report.gaps;
    function those(kind) { return all.filter(function (one) { return one.group === kind; }); }
    var blocking = those('blocking');
    var others = those('other');
    var absent = those('absent');
    if (!all.length) return section('gaps', label('gaps'), node('p', '', label('gaps.none')));
    return section('gaps', label('gaps'),
      blocking.length
        ? [node('p', '', label('gaps.blocking')), list(blocking, 10, 0, bullets, gap)]
        : node('p', '', label('gaps.harmless')),
      others.length ? folded(label('gaps.others', grouped(others.length)), bullets(others.map(gap))) : null,
      absent.length ? folded(label('gaps.absent', grouped(absent.length)), bullets(absent.map(gap))) : null,
      report.gaps_left ? node('p', 'quiet', label('left-out', grouped(report.gaps_left))) : null);
  }

  function action(one) {
    return node('li', one.selected ? 'action' : 'action offered',
      node('span', 'box', one.selected ? '\u2611' : '\u2610'),
      node('div', '', node('div', '', sentence(one.does)),
        one.because ? node('div', 'quiet', sentence(one.because)) : null,
        one.breaks ? node('div', 'quiet', label('plan.breaks'), ' ', sentence(one.breaks)) : null,
        node('div', 'badges',
          one.actor === 'quell' ? null : badge('', label('plan.actor.' + one.actor)),
          one.restart ? badge('warning', label('plan.restart')) : null,
          one.consent ? badge('warning', label('plan.consent')) : null)));
  }

  function stepActions(actions) {
    function wrap(items) { return items.length ? node('ul', 'plain actions', items) : null; }
    var offered = actions.filter(function (one) { return !one.selected; });
    return [list(actions.filter(function (one) { return one.selected; }), 6, 0, wrap, action),
      offered.length ? folded(label('plan.offered', grouped(offered.length)), wrap(offered.map(action))) : null];
  }

  function plan() {
    if (!report.plan.steps.length && !report.plan.warnings.length) return null;
    return section('plan', label('plan'), node('p', 'quiet', label('plan.about')),
      report.plan.warnings.map(function (warning) { return node('p', 'warning-line', '\u26a0 ', sentence(warning)); }),
      report.plan.steps.map(function (step, i) {
        return node('div', 'step', node('h3', '', node('span', 'number', String(i + 1)), words(step.title)),
          stepActions(step.actions));
      }),
      report.plan.left ? node('p', 'quiet', label('left-out', grouped(report.plan.left))) : null);
  }

  function variants() {
    if (!report.variants.length) return null;
    return section('variants', label('variants'), node('p', 'quiet', label('variants.about')),
      list(report.variants, 8, 0, bullets, function (one) {
        return node('li', '', node('div', 'subject', target(one.path)),
          node('div', 'evidence', node('span', '', label('created'), ' ', when(one.created), ' '),
            node('span', '', size(one.size), ' '),
            one.company ? node('span', '', target(one.company), ' ') : null,
            one.original ? node('span', '', label('variants.original'), ' ', target(one.original), ' ') : null));
      }));
  }

  function about() {
    var facts = node('dl', 'facts');
    report.facts.forEach(function (fact) {
      facts.appendChild(node('div', '', node('dt', '', words(fact.what)),
        node('dd', '', fact.number === undefined ? target(fact.value) : grouped(fact.number))));
    });
    return section('about', label('about'), facts,
      folded(label('packs', grouped(report.packs.length)), table(['column.pack', 'column.version', 'column.sha256'])(
        report.packs.map(function (pack) {
          return node('tr', '', node('td', '', target(pack.id)), node('td', '', target(pack.version)),
            node('td', 'hash', target(pack.sha256)));
        }))),
      node('p', 'quiet', label('footer', report.version)));
  }

  function tell(events) {
    var told = document.getElementById('timeline-told');
    told.textContent = '';
    var shown = events.slice(0, 12);
    append(told, table(['column.time', 'column.what'])(shown.map(eventRow)));
    if (events.length > shown.length)
      append(told, node('p', 'quiet', label('timeline.told-more', grouped(events.length - shown.length))));
  }

  function drawTimeline(width) {
    var holder = document.getElementById('timeline-picture');
    if (holder) pictures.timeline(holder, report.timeline, { plain: plain, grouped: grouped }, tell, width);
  }

  function drawBars() {
    var holder = document.getElementById('damage-picture');
    if (holder) pictures.bars(holder, report.damage.folders.slice(0, 8), grouped);
  }

  // ---- putting it together -----------------------------------------------------------------------------------------

  function render() {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
    document.title = plain('title') + ' \u2013 ' + (report.host.name || report.host.locator);
    page.textContent = '';
    append(page, band());
    append(page, node('main', '', [glance(), next(), families(), damage(), timeline(), exposure(), patches(), gaps(), plan(),
      variants(), about()]));
    drawBars();
    drawTimeline();
  }

  var drawnWidth = window.innerWidth;
  window.addEventListener('resize', function () {
    if (window.innerWidth === drawnWidth) return;
    drawnWidth = window.innerWidth;
    drawTimeline();
  });

  // On paper nothing can be opened.
  var opened = [];
  window.addEventListener('beforeprint', function () {
    opened = Array.prototype.filter.call(document.querySelectorAll('details'), function (one) { return !one.open; });
    opened.forEach(function (one) { one.open = true; });
    drawTimeline(680);
  });
  window.addEventListener('afterprint', function () {
    opened.forEach(function (one) { one.open = false; });
    drawTimeline();
  });

  render();
}());
