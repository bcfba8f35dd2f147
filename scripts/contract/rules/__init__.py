"""Lint rules beyond the OpenAPI standard: one function per rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from scripts.contract.rules import deviations, examples, names, operations, requests, responses
from scripts.contract.rules.contract import Contract, Problem

Rule = Callable[[Contract], Iterator[Problem]]

RULES: tuple[Rule, ...] = (
    names.operations_are_snake_case,
    names.schemas_are_camel_case,
    names.bodies_share_a_noun,
    names.parts_begin_with_the_noun,
    operations.paths_are_of_one_form,
    operations.facts_are_whole,
    operations.facts_have_their_types,
    operations.regions_exist,
    operations.servers_name_the_regions,
    operations.formats_are_known,
    operations.limits_are_in_order,
    operations.withdrawal_is_dated,
    operations.texts_are_there,
    operations.failures_are_described,
    operations.success_is_200,
    operations.errors_are_whole,
    operations.limits_are_numbers,
    requests.objects_are_closed,
    requests.input_or_url,
    requests.options_are_described,
    requests.options_can_be_checked,
    requests.no_defaults,
    requests.needs_exist,
    requests.bounds_are_in_order,
    responses.objects_are_open,
    responses.leaves_are_nullable,
    responses.polygons_are_shared,
    responses.files_are_marked,
    responses.values_are_not_judged,
    responses.only_the_result_is_required,
    examples.success_and_failure_are_shown,
    examples.fit_their_schemas,
    examples.name_known_fields,
    examples.obey_needs,
    examples.show_known_codes,
    examples.quote_known_messages,
    deviations.ids_are_unique,
    deviations.ids_are_in_order,
    deviations.references_exist,
)

__all__ = ["RULES", "Contract", "Problem", "Rule"]
