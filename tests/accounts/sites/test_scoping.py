"""The admin stays inside the site of the host."""

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.sites import AdminSite
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.test import RequestFactory

from accounts.models import User
from accounts.sites.context import use_site
from accounts.sites.membership import can
from accounts.sites.models import Domain, Membership, Site
from accounts.sites.querysets import MembershipQuerySet
from accounts.sites.roles import PERMISSIONS, Role
from accounts.sites.scoping import PlatformAdmin, SiteAdmin, SiteTabularInline, WithinSite
from tests.conftest import ClientFor
from tests.people import People

pytestmark = pytest.mark.django_db


class _TeamAdmin(SiteAdmin):
    list_filter = ("user", ("site", admin.RelatedFieldListFilter), "role")
    fields = ("user", "role")


class _DomainInline(SiteTabularInline):
    model = Domain


def _request(site: Site, user: User, path: str = "/admin/") -> HttpRequest:
    request = RequestFactory().get(path)
    request.user = user
    request.site = site  # type: ignore[assignment]
    return request


def _team_admin() -> _TeamAdmin:
    return _TeamAdmin(Membership, AdminSite())


def _foreign(site: Site) -> Membership:
    return Membership.objects.exclude(site=site)[0]


def test_every_admin_stays_within_a_site_or_belongs_to_platform_staff() -> None:
    below_sites = {"audit.entry", "audit.delivery"}  # they scope by label
    loose = {
        model._meta.label_lower
        for model, model_admin in admin.site._registry.items()
        if not isinstance(model_admin, SiteAdmin | PlatformAdmin)
    }
    assert loose <= below_sites, "derive these admins from SiteAdmin"
    assert isinstance(admin.site._registry[User], PlatformAdmin)


def test_every_inline_stays_within_the_site() -> None:
    loose = [
        f"{model._meta.label_lower}: {inline.__name__}"
        for model, model_admin in admin.site._registry.items()
        if isinstance(model_admin, SiteAdmin)
        for inline in model_admin.inlines
        if not issubclass(inline, WithinSite)
    ]
    assert not loose, "derive these inlines from SiteTabularInline or SiteStackedInline"


def test_a_list_holds_the_rows_of_this_site(site: Site, people: People) -> None:
    rows = _team_admin().get_queryset(_request(site, people.admin))
    assert {row.site_id for row in rows} == {site.pk}
    assert rows.count() == 5


def test_platform_staff_see_the_site_of_the_host_too(site: Site, people: People) -> None:
    rows = _team_admin().get_queryset(_request(site, people.superuser))
    assert {row.site_id for row in rows} == {site.pk}


def test_a_row_of_another_site_does_not_exist(site: Site, people: People) -> None:
    with pytest.raises(Http404):
        _team_admin().get_object(_request(site, people.admin), str(_foreign(site).pk))


@pytest.mark.parametrize("object_id", ["", "0", "x", "9" * 30, "1' OR 1=1"])
def test_an_id_that_is_none_is_a_404(site: Site, people: People, object_id: str) -> None:
    with pytest.raises(Http404):
        _team_admin().get_object(_request(site, people.admin), object_id)


def test_the_choices_of_a_relation_belong_to_the_site(site: Site, people: People) -> None:
    form = _team_admin().get_form(_request(site, people.admin))()
    assert set(form.fields["user"].queryset) == {row.user for row in Membership.objects.filter(site=site)}


def test_a_foreign_choice_is_refused(site: Site, people: People) -> None:
    form_class = _team_admin().get_form(_request(site, people.admin))
    form = form_class({"user": people.stranger.pk, "role": "viewer"})
    assert "user" in form.errors


def test_the_site_is_not_a_field_and_is_set_before_validation(site: Site, people: People) -> None:
    form_class = _team_admin().get_form(_request(site, people.admin))
    assert "site" not in form_class.base_fields
    form = form_class({"user": people.viewer.pk, "role": "viewer"})
    assert form.instance.site == site
    assert "already exists" in str(form.errors)


def test_a_row_keeps_its_site_when_it_is_changed(site: Site, people: People) -> None:
    membership = Membership.objects.get(site=site, user=people.viewer)
    form_class = _team_admin().get_form(_request(site, people.admin), membership, change=True)
    form = form_class({"user": people.viewer.pk, "role": "editor", "site": _foreign(site).site_id}, instance=membership)
    assert form.is_valid(), form.errors
    assert form.save().site == site


def test_list_filters_offer_and_name_rows_of_this_site(site: Site, people: People) -> None:
    model_admin = _team_admin()
    request = _request(site, people.admin, f"/admin/?user__id__exact={people.stranger.pk}")
    filters = {spec.title: spec for spec in model_admin.get_changelist_instance(request).get_filters(request)[0]}
    assert {pk for pk, _ in filters["user"].lookup_choices} == {
        row.user_id for row in Membership.objects.filter(site=site)
    }
    assert len(filters) == 2, "the filter over one site only has nothing to choose"


def test_filtering_by_a_foreign_row_finds_nothing(site: Site, people: People) -> None:
    request = _request(site, people.admin, f"/admin/?user__id__exact={people.stranger.pk}")
    assert not _team_admin().get_changelist_instance(request).get_queryset(request).exists()


def test_inlines_offer_rows_of_the_site(site: Site, people: People) -> None:
    inline = _DomainInline(Site, AdminSite())
    field = Membership._meta.get_field("user")
    rows = inline.get_field_queryset(None, field, _request(site, people.admin))
    assert people.stranger not in rows


class _NarrowQuerySet(MembershipQuerySet):
    def visible_to(self, user: User, site: Site) -> "_NarrowQuerySet":
        return self.exclude(role=Role.ADMIN)

    def editable_by(self, user: User) -> "_NarrowQuerySet":
        return self.filter(user=user)


@pytest.fixture
def _narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Membership._default_manager, "get_queryset", lambda: _NarrowQuerySet(Membership))


def test_what_a_queryset_hides_is_hidden_and_not_found(_narrow: None, site: Site, people: People) -> None:
    model_admin, request = _team_admin(), _request(site, people.editor)
    assert Role.ADMIN not in {row.role for row in model_admin.get_queryset(request)}
    with pytest.raises(Http404):
        model_admin.get_object(request, str(Membership.objects.get(site=site, user=people.viewer).pk + 10_000))


def test_what_a_queryset_locks_cannot_be_changed_or_deleted(_narrow: None, site: Site, people: People) -> None:
    model_admin, request = _team_admin(), _request(site, people.admin)
    own = Membership(pk=Membership.objects.get(site=site, user=people.admin).pk, site=site, user=people.admin)
    other = Membership(pk=Membership.objects.get(site=site, user=people.viewer).pk, site=site, user=people.viewer)
    with use_site(site):
        assert model_admin.has_change_permission(request, own)
        assert not model_admin.has_change_permission(request, other)
        assert not model_admin.has_delete_permission(request, other)
        with pytest.raises(PermissionDenied):
            model_admin.save_model(request, other, None, change=True)


def test_bulk_actions_reach_editable_rows_only(_narrow: None, site: Site, people: People) -> None:
    rows = _team_admin().editable(_request(site, people.viewer), Membership.objects.filter(site=site))
    assert [row.user for row in rows] == [people.viewer]


def test_autocomplete_gives_rows_of_this_site_only(people: People, client_for: ClientFor) -> None:
    query: dict[str, Any] = {"app_label": "sites", "model_name": "membership", "field_name": "user", "term": "@"}
    assert client_for(people.admin).get("/admin/autocomplete/", query).status_code == 403


def test_a_role_is_its_table_of_permissions_on_the_current_site_only(
    site: Site, noise_site: Site, people: People
) -> None:
    with use_site(site):
        assert people.editor.get_all_permissions() == set(PERMISSIONS[Role.EDITOR])
        assert people.editor.has_perm("articles.publish_article")
        assert not people.creator.has_perm("articles.publish_article")
        assert not people.stranger.get_all_permissions()
        assert not people.viewer.has_module_perms("articles")
    with use_site(noise_site):
        assert not people.editor.get_all_permissions()
        assert people.stranger.has_perm("sites.change_membership")
    assert not people.editor.has_perm("articles.view_article")


def test_a_permission_does_not_reach_a_row_of_another_site(site: Site, people: People) -> None:
    with use_site(site):
        assert people.admin.has_perm("sites.change_membership", Membership.objects.get(site=site, user=people.viewer))
        assert not people.admin.has_perm("sites.change_membership", _foreign(site))


def test_many_questions_cost_one_query(site: Site, people: People, django_assert_num_queries) -> None:
    user = User.objects.get(pk=people.editor.pk)
    with use_site(site), django_assert_num_queries(1):
        for permission in ("articles.add_article", "articles.publish_article", "sites.change_site", "no.such"):
            user.has_perm(permission)
        user.get_all_permissions()


def test_nobody_signed_out_or_inactive_may_do_anything(site: Site, people: People) -> None:
    people.superuser.is_active = False
    people.admin.is_active = False
    for user in (AnonymousUser(), people.superuser, people.admin):
        assert not can(user, site, "articles.view_article")
