"""The JSON Schema of a form: valid 2020-12, and it accepts what the form accepts."""

import jsonschema
import pytest
from django import forms

from cases.core.declared.registry import case_types
from cases.core.doing.forms import GantiPetugasForm
from cases.nomenklatur.forms import NomenklaturForm
from workflows.forms import ActForm, AngkaField, BulatField, RichTextField, TanggalField
from workflows.machine import declared
from workflows.rows import RowsField
from workflows.schema import schema_of


def machines():
    for known in case_types():
        yield known.machine
        yield from (child.machine for child in known.children.values())


FORMS = {
    f"{machine.key} {found.row.ref}": found.row.form
    for machine in machines()
    for model in machine.versions.values()
    for found in declared(model)
}


def check(schema):
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("name", FORMS)
def test_every_act_has_a_valid_schema(db, name):
    form = FORMS[name]
    schema = schema_of(form if form is None else form({}, subject=None, actor=None))
    check(schema)
    given_back = {n: prop for n, prop in schema["properties"].items() if prop.get("readOnly")}
    asked = {n: prop for n, prop in schema["properties"].items() if n not in given_back}
    assert given_back == {n: {"readOnly": True} for n in getattr(form, "read_only", ())}
    assert not given_back.keys() & set(schema.get("required", ()))
    # a form may leave out what the configured service does not ask for, never add anything
    assert asked.keys() <= set(form.base_fields if form else ())
    assert all(prop.get("title") for prop in asked.values()) or form is None or name.endswith("NM-1b")


def test_accepts_what_the_form_accepts(world):
    validator = check(schema_of(NomenklaturForm({}, actor=world.people.jaksel)))
    data = world.data()
    assert validator.is_valid(data)
    assert NomenklaturForm(data).is_valid()


@pytest.mark.parametrize(
    "changed",
    [
        {"unit_kerja": ""},
        {"unit_kerja": "x" * 201},
        {"jabatan": None},
        {"level": "Muda"},
        {"level": ""},
        {"kompetensi_manajerial": "x"},
        {"kompetensi_manajerial": [{"kompetensi": "00000000-0000-7000-8000-000000000000"}]},
        {"kompetensi_manajerial": [{"indikator": "4"}]},
        {"kompetensi_teknis": "x" * 10_001},
    ],
)
def test_refuses_what_the_form_refuses(world, changed):
    validator = check(schema_of(NomenklaturForm({}, actor=world.people.jaksel)))
    data = world.data(**changed)
    assert not validator.is_valid(data)
    assert not NomenklaturForm(data).is_valid()


def test_a_missing_field(world):
    data = world.data()
    del data["jabatan"]
    assert not check(schema_of(NomenklaturForm)).is_valid(data)


def test_choices_are_those_of_now(world):
    schema = schema_of(GantiPetugasForm({}))
    known = {option["const"] for option in schema["properties"]["petugas"]["oneOf"]}
    assert str(world.people.asisten1.pk) in known
    assert str(world.people.nonaktif.pk) not in known
    titles = {option["title"] for option in schema["properties"]["petugas"]["oneOf"]}
    assert any("Asisten 1" in title for title in titles)


def test_shapes():
    class Baris(forms.Form):
        nama = forms.CharField(label="Nama")

    class Semua(ActForm):
        teks = RichTextField(label="Teks", help_text="Boleh berformat.")
        tanggal = TanggalField(required=False)
        angka = AngkaField(min_value=1, max_value=10, decimal_places=2)
        jumlah = BulatField(min_value=0, max_value=100_000)
        setuju = forms.BooleanField(required=False)
        email = forms.EmailField(required=False)
        bagian = forms.MultipleChoiceField(choices=[("a", "A")])
        baris = RowsField(Baris, minimum=1, maximum=3)

    schema = schema_of(Semua)
    check(schema)
    properties = schema["properties"]
    assert properties["teks"] == {
        "type": "string",
        "maxLength": 10_000,
        "minLength": 1,
        "contentMediaType": "text/html",
        "title": "Teks",
        "description": "Boleh berformat.",
    }
    assert properties["tanggal"] == {"type": "string", "format": "date"}
    assert properties["angka"]["type"] == ["number", "string"]
    assert (properties["angka"]["minimum"], properties["angka"]["maximum"]) == (1, 10)
    assert properties["jumlah"] == {
        "type": ["integer", "string"],
        "minimum": 0,
        "maximum": 100_000,
        "x-format": "bilangan bulat",
    }
    assert properties["setuju"] == {"type": "boolean"}
    assert properties["bagian"] == {"type": "array", "items": {"enum": ["a"]}, "minItems": 1}
    assert (properties["baris"]["minItems"], properties["baris"]["maxItems"]) == (1, 3)
    assert properties["baris"]["items"]["required"] == ["nama"]
    assert (schema["additionalProperties"], properties["baris"]["items"]["additionalProperties"]) == (
        False,
        False,
    )
    assert schema["required"] == ["teks", "angka", "jumlah", "bagian", "baris"]


def test_an_act_without_a_form():
    assert check(schema_of(None)).is_valid({})
    assert not check(schema_of(None)).is_valid({"asing": 1})
