"""Of Bootstrap's styles, those that our pages can meet."""

import pytest

from deploy.local import styles

CSS = (
    "@charset 'x';/*! licence */:root,[data-bs-theme=light]{--a:b}[data-bs-theme=dark]{--a:c}a{b:c}"
    ".btn,.tab{a:b}.btn:not(.tab,.btn){a:b}.tab{a:b}@media (min-width:1px){.btn{c:d}.tab{c:d}}"
    "@media print{.tab{a:b}}@keyframes spin{to{x:y}}@keyframes go{to{x:y}}.alert-danger{animation:go}"
)


def kept(*texts):
    return styles.subset(CSS, styles.words(*texts)).splitlines()


def test_a_rule_without_a_class_is_kept():
    assert kept() == [":root,[data-bs-theme=light]{--a:b}", "a{b:c}"]


def test_of_several_selectors_those_that_can_be_met_are_kept():
    assert ".btn{a:b}" in kept('class="btn"')


def test_what_a_condition_has_in_it_is_chosen_too():
    assert "@media (min-width:1px){.btn{c:d}}" in kept('class="btn"')
    assert "@media print{.tab{a:b}}" in kept('class="tab"')


def test_a_class_may_be_written_in_two_parts():
    assert ".alert-danger{animation:go}" in kept('class="alert-{{ looks[it] }}" "danger"')
    assert ".alert-danger{animation:go}" not in kept('class="alert" "danger"')


def test_a_movement_is_kept_where_something_moves_like_that():
    assert "@keyframes go{to{x:y}}" in kept('class="alert-danger"') and "@keyframes go{to{x:y}}" not in kept()


def test_the_file_that_pages_load_is_up_to_date():
    assert styles.SUBSET.read_text() == styles.build(), "please run `make styles`"


@pytest.mark.parametrize("name", ["btn-primary", "form-control", "alert-danger", "visually-hidden", "mb-3"])
def test_what_our_pages_need_is_in_it(name):
    assert f".{name}" in styles.build()
