// From findings to a verdict, by DESIGN's rules ("Evidence, stage, confidence"). Pure: no I/O, no clock.
//
// Confidence. One decisive finding, or two strong ones of different kinds, confirm a family; one strong one, or two
// traces of different kinds, make it suspected; anything less is a trace, which is shown and judged nothing.
//
// Stage. Findings are damage (Finding::damage, stage encrypted-remotely: notes, decryptor copies, encrypted files — all
// can be written over a share) or execution. A lone trace of execution counts for nothing, as anywhere else: execution
// is one strong finding, or two traces of different kinds.
//   damage without execution                    encrypted-remotely
//   damage with execution: a finding of stage   encrypted    → encrypted   (the work went through)
//                          else of stage        encrypting   → encrypting  (damage of this stage counts too)
//                          else                              → encrypted
//   no damage: the furthest of encrypted, encrypting, active, dropped, remnants that a finding speaks for. A service
//   that cannot start was already turned into a remnant when it was found.
//
// State of the host. infected: a confirmed family that ran here. inconclusive: a suspected one, or an unseen gap that a
// strong or decisive indicator asked for — also when damage from another machine is confirmed, because "nothing ran
// here" is not known then. exposed: damage from another machine, all else seen; or the worms' hole, MS17-010, is open.
// When nobody can tell whether it is, the machine is inconclusive, too: nobody may call it safe. clear: the rest.
#pragma once

#include <vector>

#include "detect/questions.hpp"
#include "detect/verdict.hpp"
#include "threats/pack.hpp"

namespace quell::detect {

Confidence confidence_of(const std::vector<threats::Finding>& findings);
threats::Stage stage_of(const std::vector<threats::Finding>& findings);

/// One verdict for each family that has findings: confirmed first, then suspected, the one that has got furthest before
/// the others. Of several findings of one kind and stage on one subject only the strongest is kept; a trace on a file
/// of which the family has something stronger is left out. Findings of a heuristic pack on what a confirmed family's
/// findings name, as their subject or program, are left to that family.
std::vector<FamilyVerdict> judge_families(const std::vector<threats::Pack>& packs,
                                          std::vector<threats::Finding> findings);

/// Equal gaps become one, which every indicator of theirs asked for; in the order in which they were met.
std::vector<JudgedGap> judge_gaps(std::vector<AskedGap> gaps);

/// The bulletin whose hole the worms come through; the older ones are told, and change no state.
inline constexpr std::string_view worm_bulletin = "MS17-010";

HostState state_of(const std::vector<FamilyVerdict>& families, const std::vector<patch::BulletinState>& patches,
                   const std::vector<JudgedGap>& gaps);

/// What happened, of the families that are at least suspected; in order of time.
std::vector<Event> timeline_of(const std::vector<FamilyVerdict>& families);

}  // namespace quell::detect
