// The pictures of the report, drawn with D3: bars by folder, and events on a line of time. All text is set with .text().
var pictures = (function () {
  'use strict';

  function bars(holder, folders, grouped) {
    var most = d3.max(folders, function (folder) { return folder.files; });
    var scale = d3.scale.linear().domain([0, most]).range([0, 100]);
    var rows = d3.select(holder).selectAll('div').data(folders).enter().append('div').attr('class', 'bar');
    var text = rows.append('div').attr('class', 'bar-text');
    text.append('bdi').attr('class', 'target').text(function (folder) { return folder.folder; });
    text.append('span').attr('class', 'count').text(function (folder) { return grouped(folder.files); });
    var svg = rows.append('svg').attr('viewBox', '0 0 100 4').attr('preserveAspectRatio', 'none')
      .attr('aria-hidden', 'true');
    svg.append('rect').attr('width', 100).attr('height', 4).attr('fill', '#eceff3');
    svg.append('rect').attr('height', 4).attr('fill', '#a4161a')
      .attr('width', function (folder) { return Math.max(0.5, scale(folder.files)); });
  }

  // Kinds of events, each with a row, a colour and a shape of its own.
  var kinds = [
    { id: 'file-created', colour: '#1f5fa8', shape: 'circle' },
    { id: 'file-modified', colour: '#0b6e6e', shape: 'square' },
    { id: 'service-written', colour: '#6a3fa0', shape: 'triangle-up' },
    { id: 'task-written', colour: '#a0336f', shape: 'triangle-down' },
    { id: 'key-written', colour: '#8a5a00', shape: 'diamond' },
    { id: 'encryption', colour: '#a4161a', shape: 'cross' },
    { id: 'other', colour: '#4a5560', shape: 'circle' }
  ];

  function kindOf(event) {
    if (event.what.indexOf('encryption') === 0) return 'encryption';
    return kinds.some(function (kind) { return kind.id === event.what; }) ? event.what : 'other';
  }

  var second = 1000, minute = 60 * second, hour = 60 * minute, day = 24 * hour;

  function duration(span, words) {
    var units = [['years', 365 * day], ['months', 30 * day], ['days', day], ['hours', hour], ['minutes', minute]];
    for (var i = 0; i < units.length; ++i)
      if (span >= 2 * units[i][1] || i + 1 === units.length)
        return words.plain('span.' + units[i][0], String(Math.round(span / units[i][1])));
  }

  // Cuts the time where long nothing happened, so that minutes can be told apart on a line of years. No more pieces
  // than fit.
  function piecesOf(times, most) {
    var gapsFound = [];
    for (var i = 1; i < times.length; ++i) gapsFound.push({ at: i, span: times[i] - times[i - 1] });
    gapsFound.sort(function (a, b) { return b.span - a.span; });
    var left = times[times.length - 1] - times[0];
    var cuts = [];
    gapsFound.forEach(function (one) {
      if (cuts.length + 1 >= most || one.span < 2 * minute || one.span < left / 4) return;
      cuts.push(one.at);
      left -= one.span;
    });
    cuts.sort(function (a, b) { return a - b; });
    var pieces = [];
    cuts.concat([times.length]).reduce(function (from, to) {
      pieces.push({ from: times[from], to: times[to - 1], count: to - from });
      return to;
    }, 0);
    return pieces;
  }

  var breakWidth = 46, leastPiece = 84;

  function place(pieces, width) {
    var free = width - (pieces.length - 1) * breakWidth - pieces.length * leastPiece;
    // A single instant needs no room to be told apart.
    function weightOf(piece) { return piece.to > piece.from ? Math.sqrt(piece.count) : 0.05; }
    var weight = d3.sum(pieces, weightOf);
    var x = 0;
    pieces.forEach(function (piece) {
      var own = leastPiece + free * weightOf(piece) / weight;
      var pad = Math.max((piece.to - piece.from) * 0.03, second);
      piece.x0 = x;
      piece.x1 = x + own;
      piece.scale = d3.time.scale.utc().domain([new Date(piece.from - pad), new Date(piece.to + pad)])
        .range([x + 8, x + own - 8]);
      x += own + breakWidth;
    });
  }

  function xOf(pieces, time) {
    for (var i = 0; i + 1 < pieces.length; ++i)
      if (time <= pieces[i].to) return pieces[i].scale(new Date(time));
    return pieces[pieces.length - 1].scale(new Date(time));
  }

  function two(number) { return (number < 10 ? '0' : '') + number; }
  function dayText(date) { return date.getUTCFullYear() + '-' + two(date.getUTCMonth() + 1) + '-' + two(date.getUTCDate()); }
  function clockText(date, step) {
    var text = two(date.getUTCHours()) + ':' + two(date.getUTCMinutes());
    return step < minute ? text + ':' + two(date.getUTCSeconds()) : text;
  }

  // Labels of one piece's axis that fit beside each other: [{x, text}].
  function ticksOf(piece) {
    if (piece.from === piece.to) {
      var only = new Date(piece.from);
      return [{ x: piece.scale(only), text: clockText(only, second) }];
    }
    var width = piece.x1 - piece.x0;
    var dates = piece.scale.ticks(Math.max(2, Math.floor(width / 80)));
    var step = dates.length > 1 ? dates[1] - dates[0] : piece.to - piece.from;
    var end = piece.x0 - 100;
    return dates.map(function (date) {
      var text = step >= 360 * day ? String(date.getUTCFullYear())
        : step >= 28 * day ? dayText(date).slice(0, -3)
        : step >= day ? dayText(date).slice(-5)
        : piece.to - piece.from > 36 * hour ? dayText(date).slice(-5) + ' ' + clockText(date, step)
        : clockText(date, step);
      return { x: piece.scale(date), text: text };
    }).filter(function (tick) {
      var half = tick.text.length * 3.4;
      if (tick.x - half < end + 8 || tick.x - half < piece.x0 - 16 || tick.x + half > piece.x1 + 16) return false;
      end = tick.x + half;
      return true;
    });
  }

  // Events of one kind whose marks would touch become one mark with a number.
  function clustersOf(events, pieces) {
    var room = 36;
    var clusters = [];
    events.forEach(function (event) {
      var x = xOf(pieces, event.at.ms);
      var last = clusters[clusters.length - 1];
      if (last && x - last.x < room) last.events.push(event);
      else clusters.push({ x: x, events: [event] });
    });
    return clusters;
  }

  // `words` has plain(key, value) for the page's labels and grouped(number); `tell` is called with the events of a mark
  // that was tapped; `forced` is a width for paper.
  function timeline(holder, unsorted, words, tell, forced) {
    holder.textContent = '';
    var events = unsorted.slice().sort(function (a, b) { return a.at.ms - b.at.ms; });
    var width = Math.max(240, forced || holder.clientWidth || 640);
    var margin = { left: 6, right: 34, top: 4, bottom: 46 };
    var inner = width - margin.left - margin.right;
    var most = Math.max(1, Math.min(6, Math.floor((inner + breakWidth) / (leastPiece + breakWidth + 24))));
    var pieces = piecesOf(events.map(function (event) { return event.at.ms; }), most);
    place(pieces, inner);

    var lanes = kinds.map(function (kind) {
      return { kind: kind, events: events.filter(function (event) { return kindOf(event) === kind.id; }) };
    }).filter(function (lane) { return lane.events.length; });
    var laneHeight = 44;
    var bottom = margin.top + lanes.length * laneHeight;
    var height = bottom + margin.bottom;

    var svg = d3.select(holder).append('svg').attr('viewBox', '0 0 ' + width + ' ' + height).attr('role', 'img')
      .attr('aria-label', words.plain('timeline')).append('g').attr('transform', 'translate(' + margin.left + ',0)');

    pieces.forEach(function (piece, i) {
      svg.append('rect').attr('class', 'piece').attr('x', piece.x0).attr('y', margin.top)
        .attr('width', piece.x1 - piece.x0).attr('height', bottom - margin.top);
      svg.append('line').attr('class', 'axis').attr('x1', piece.x0).attr('x2', piece.x1).attr('y1', bottom)
        .attr('y2', bottom);
      ticksOf(piece).forEach(function (tick) {
        svg.append('line').attr('class', 'tick').attr('x1', tick.x).attr('x2', tick.x).attr('y1', margin.top)
          .attr('y2', bottom + 5);
        svg.append('text').attr('class', 'tick-text').attr('x', tick.x).attr('y', bottom + 18).text(tick.text);
      });
      svg.append('text').attr('class', 'date-text').attr('x', piece.x0).attr('y', bottom + 36)
        .text(dayText(new Date(piece.from)));
      if (i === 0) return;
      var middle = piece.x0 - breakWidth / 2;
      svg.append('path').attr('class', 'break')
        .attr('d', 'M' + (middle - 12) + ',' + bottom + 'l6,-5l6,10l6,-10l6,5');
      svg.append('text').attr('class', 'tick-text').attr('x', middle).attr('y', bottom - 12)
        .text(duration(piece.from - pieces[i - 1].to, words));
    });

    lanes.forEach(function (lane, i) {
      var y = margin.top + i * laneHeight;
      var middle = y + 29;
      var g = svg.append('g');
      if (i > 0)
        g.append('line').attr('class', 'lane').attr('x1', 0).attr('x2', inner).attr('y1', y).attr('y2', y);
      g.append('text').attr('class', 'lane-text').attr('x', 4).attr('y', y + 14).attr('fill', lane.kind.colour)
        .text(words.plain('lane.' + lane.kind.id) + ' (' + words.grouped(lane.events.length) + ')');
      if (lane.kind.id === 'encryption') {
        var first = xOf(pieces, lane.events[0].at.ms);
        var last = xOf(pieces, lane.events[lane.events.length - 1].at.ms);
        g.append('line').attr('class', 'period').attr('x1', first).attr('x2', last).attr('y1', middle)
          .attr('y2', middle).attr('stroke', lane.kind.colour);
      }
      var marks = g.selectAll('g.mark').data(clustersOf(lane.events, pieces)).enter().append('g').attr('class', 'mark')
        .attr('transform', function (cluster) { return 'translate(' + cluster.x + ',' + middle + ')'; })
        .attr('tabindex', 0).attr('role', 'button')
        .attr('aria-label', function (cluster) { return words.plain('lane.' + lane.kind.id) + ' ' + cluster.events[0].at.text; })
        .on('click', function (cluster) { tell(cluster.events); })
        .on('keydown', function (cluster) { if (d3.event.keyCode === 13) tell(cluster.events); });
      marks.append('rect').attr('class', 'touch').attr('x', -12).attr('y', -14).attr('width', 36).attr('height', 28);
      marks.append('path').attr('fill', lane.kind.colour).attr('d', d3.svg.symbol().type(lane.kind.shape)
        .size(function (cluster) { return cluster.events.length > 1 ? 150 : 90; }));
      marks.filter(function (cluster) { return cluster.events.length > 1; }).append('text').attr('class', 'count')
        .attr('x', 10).attr('y', 4).text(function (cluster) { return String(cluster.events.length); });
    });
  }

  return { bars: bars, timeline: timeline };
}());
