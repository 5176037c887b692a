"""The traps of the reference's fifth part, row by row: which tests prove that the house does not fall into it.

What no other test says is proved here under the name `test_trap<row>_...`.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.house import ROOT
from tests.test_prohibitions import LIBRARY, proofs

# Trap: what a naive house gets wrong, and the tests of it.
TRAPS: dict[int, tuple[str, tuple[str, ...]]] = {
    1: ("the repealed 58号令", ("test_trap1_nothing_rests_on_the_repealed_measure",)),
    2: ("five working days from when a clerk registers", (
        "test_the_clock_of_an_objection_starts_with_acceptance_and_ends_five_working_days_later",
        "test_each_objection_has_five_days_of_its_own_from_the_day_it_was_raised",
        "test_trap2_shielding_and_repair_run_from_the_day_of_the_application")),
    3: ("P5D, and Monday to Friday around 调休", (
        "test_working_days_of_the_law_reference", "test_a_weekend_day_declared_working_counts_and_can_be_the_last_day",
        "test_what_is_drawn_wrong_is_named_in_one_sentence")),
    4: ("one notice for 条例15 and 条例17", (
        "test_x4_the_notice_of_rights_is_issued_and_served_in_the_same_breath",
        "test_x14_nothing_is_drafted_before_the_notice_is_served_and_its_window_over")),
    5: ("a decision by timeout", ("test_a_breach_escalates_and_decides_nothing",
                                  "test_x15_a_breach_escalates_and_decides_nothing")),
    6: ("a listing while an objection is open, or on an amended ground without a new notice", (
        "test_x15_no_decision_while_an_objection_is_open_even_if_it_is_raised_during_the_signing",
        "test_partial_upholding_goes_back_and_needs_a_new_notice")),
    7: ("repair of a severe listing", (
        "test_x26_an_entry_of_the_severe_list_cannot_be_picked",
        "test_x26_a_record_of_a_decision_that_stands_on_the_severe_list_goes_to_removal")),
    8: ("repair decided by the credit centre", (
        "test_x25_the_decision_is_taken_by_the_head_of_the_unit_that_determined",
        "test_x25_nothing_is_deleted_without_a_decision_of_its_own_supplier")),
    9: ("one joint decision of several departments", (
        "test_x25_each_unit_decides_its_own_records_and_nobody_elses",
        "test_a_decision_is_executed_at_once_and_waits_for_no_other_unit")),
    10: ("publication and retention as one clock", (
        "test_the_day_after_its_last_a_publication_ends_and_the_record_stays",
        "test_what_is_repaired_is_no_longer_shared_with_other_organs")),
    11: ("terms from publication or upload", (
        "test_the_record_stands_in_the_archive_with_source_basis_and_both_terms",)),
    12: ("deletion while still listed, or never", (
        "test_while_its_subject_stands_on_the_severe_list_a_record_is_kept",
        "test_after_five_years_a_record_is_taken_out_and_its_subject_told")),
    13: ("a penalty still contested, or of summary procedure", (
        "test_x3_a_penalty_that_may_still_be_contested_waits", "test_x3_a_penalty_of_summary_procedure_is_no_basis")),
    14: ("publication of natural persons", ("test_x31_a_natural_person_is_published_only_where_a_law_says_so",
                                            "test_x31_a_natural_persons_record_is_kept_and_not_published")),
    15: ("open lists of severe fields, grounds and measures", (
        "test_x11_a_ground_outside_the_five_of_the_law_is_refused",
        "test_x10_a_field_that_rests_on_no_national_rule_cannot_be_taken_in",
        "test_x20_a_measure_outside_the_six_scopes_or_without_what_it_must_say_is_refused")),
    16: ("a measure that is not published, or not approved", (
        "test_x19_a_negative_use_without_a_measure_in_force_is_refused",
        "test_x6_what_the_government_does_not_approve_is_neither_published_nor_applied")),
    17: ("one drafting flow for all lists", (
        "test_the_application_list_needs_neither_comment_nor_approval",
        "test_x6_a_drawing_that_publishes_before_the_government_approves_is_refused")),
    18: ("public comment skipped", ("test_x7_a_drawing_that_skips_public_comment_is_refused",
                                    "test_x8_either_condition_alone_calls_the_experts")),
    19: ("30 days as working days, 7 working days as days", (
        "test_trap19_comment_runs_in_days_and_review_in_workdays",)),
    20: ("shielding of public records, or at discretion, or as deletion", (
        "test_x24_public_records_that_the_law_does_not_name_cannot_be_shielded",
        "test_ones_own_good_deeds_are_shielded_at_once_without_a_person_deciding",
        "test_shielding_is_a_version_with_its_article_and_no_deletion")),
    21: ("the legal representative annotated by itself", (
        "test_x17_who_is_not_found_responsible_is_never_annotated",
        "test_x17_nobody_is_found_responsible_without_facts")),
    23: ("a lead that becomes a record by itself", (
        "test_x3_nothing_is_determined_without_a_document_of_legal_effect",)),
    26: ("subjects without full capacity", ("test_x1_a_subject_without_full_capacity_is_not_determined",)),
    27: ("the court's list decided by a department", ("test_x13_the_list_of_a_court_is_the_courts",)),
    28: ("a change that no receiver hears of", ("test_who_meets_all_conditions_is_taken_off_and_everybody_is_told",
                                                "test_trap28_who_executes_a_repair_tells_every_receiver_and_hears_back")),
    29: ("a fee", ("test_x35_no_step_form_or_letter_asks_for_money",)),
    30: ("the checksum of a code as a block", (
        "test_a_really_issued_code_that_fails_its_checksum_warns_and_does_not_block",)),
    31: ("electronic service that nobody agreed to, clocks from the making of a letter", (
        "test_trap31_no_letter_is_served_electronically_without_consent",
        "test_the_last_day_of_review_counts_from_the_service_of_the_result",
        "test_the_window_runs_from_the_day_of_service_and_not_of_the_entry_of_the_receipt")),
    32: ("a letter without its remedies", ("test_a_decision_without_its_remedies_cannot_be_issued",)),
    33: ("versions of rules overwritten", (
        "test_a_new_edition_keeps_changes_and_ends_and_old_days_answer_as_they_did",
        "test_x2_the_day_of_the_determination_decides_which_items_are_in_force")),
    34: ("tolerance as a remark", ("test_tolerance_needs_one_of_the_two_grounds_of_the_law",)),
    35: ("a status page that tells too much", ("test_it_never_tells_names_letters_or_reasons",
                                               "test_a_wrong_number_and_a_wrong_code_answer_alike_after_the_same_work")),
    36: ("a record that can be changed", ("test_a_removed_row_is_named", "test_every_column_is_covered",
                                          "test_the_subject_itself_cannot_date_its_objection_back")),
    37: ("archives of counties", ("test_the_archive_is_the_citys_no_department_enters_it",)),
    39: ("a clause that encourages as a duty", ("test_trap39_no_statutory_limit_rests_on_a_clause_that_encourages",)),
    40: ("what was deleted lives on", ("test_what_is_repaired_is_no_longer_shared_with_other_organs",
                                       "test_pages_are_never_kept_by_caches_and_our_files_are")),
    41: ("复核 as 行政复议", ("test_trap41_a_review_leaves_reconsideration_and_the_court_open",)),
    42: ("the year whose calendar is not out", ("test_a_period_into_a_year_without_notice_is_provisional",
                                                "test_a_new_calendar_moves_running_limits_and_lists_them")),
}
OUTSIDE = {
    22: "the house computes no score",
    24: "no procedure of this house grades supervision",
    25: "no reading of this house rests on a consent: its purpose is an open case, and it is shown to the subject",
    38: "no door takes market information from a supplier",
}
ENCOURAGES = {"条例21", "条例25", "条例26", "条例28", "条例36", "条例37"}


@pytest.mark.parametrize("row", range(1, 43), ids=lambda row: f"trap{row}")
def test_each_trap_is_proved_or_lies_outside(row: int) -> None:
    if row in OUTSIDE:
        assert row not in TRAPS
        return
    what, named = TRAPS[row]
    assert named and set(named) <= proofs(), f"{what}: {set(named) - proofs()}"


def test_trap1_nothing_rests_on_the_repealed_measure() -> None:
    read = [path for room in ("bpmn", "forms") for path in (ROOT / room).rglob("*") if path.is_file()]
    assert len(read) > 200
    assert [path.name for path in read if "58号令" in path.read_text("utf-8")] == []


def test_trap2_shielding_and_repair_run_from_the_day_of_the_application() -> None:
    for slug, key in (("shielding", "shield"), ("repair", "repair_total")):
        start = LIBRARY.procedures[slug].limits[key].start
        assert (start.event, start.moment) == ("application_received", "received_on"), slug


def test_trap19_comment_runs_in_days_and_review_in_workdays() -> None:
    for slug in ("catalogue", "measures"):
        limits = LIBRARY.procedures[slug].limits
        comment, review = limits["comment_period"], limits["legality_review_min"]
        assert (comment.length, comment.unit, review.length, review.unit) == (30, "days", 7, "workdays")


def test_trap28_who_executes_a_repair_tells_every_receiver_and_hears_back() -> None:
    repair = LIBRARY.procedures["repair"]
    notices = (node for node in repair.nodes.values() if node.operation == "notify")
    told = {node.id for node in notices if "recipients" in str(node.params)}
    limit = repair.limits["propagate_confirm"]
    assert limit.start.node in told and limit.met_by == ("u_confirm",)


def test_trap31_no_letter_is_served_electronically_without_consent() -> None:
    serving = [p for p in LIBRARY.procedures.values() if "sv_electronic" in p.nodes]
    assert len(serving) > 5
    for procedure in serving:
        assert any((one.node, one.needs) == ("sv_electronic", "sv_consent") for one in procedure.invariants)
        assert procedure.nodes["sv_consent"].operation == "ask.electronic_consent"


def test_trap39_no_statutory_limit_rests_on_a_clause_that_encourages() -> None:
    limits = [limit for p in LIBRARY.procedures.values() for limit in p.limits.values()]
    assert [limit.key for limit in limits if limit.status == "法定" and limit.article.split(".")[0] in ENCOURAGES] == []
    assert sum(limit.status == "法定" for limit in limits) > 5


def test_trap41_a_review_leaves_reconsideration_and_the_court_open() -> None:
    letters = LIBRARY.procedures["objection-review"].letters
    for key in ("decision", "refusal"):
        body: Any = letters[key].source["body"]
        (named,) = (block["remedies"] for block in body if "remedies" in block)
        assert {"reconsideration", "litigation"} <= set(named), key
