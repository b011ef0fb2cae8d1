"""A program that knows Alur only by its published interface. Imports nothing of the project.

Paths come from the OpenAPI document, acts from `available`, bodies from their JSON Schema.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

import httpx

#: The smallest file that is a PDF.
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


class Answer:
    """status, body (parsed JSON)."""

    def __init__(self, response: httpx.Response) -> None:
        self.status = response.status_code
        self.body: Any = response.json()


class Program:
    """One account's session. paths: (method, fixed words, number of parameters) -> path, from the document.

    transport: another way than the network to the server, for one in the same process.
    """

    def __init__(
        self, base: str, username: str, password: str, transport: httpx.BaseTransport | None = None
    ) -> None:
        self.http = httpx.Client(base_url=base, timeout=30, transport=transport)
        document = self.http.get("/api/v1/openapi.json").json()
        self.paths = {
            (method, *(part for part in path.split("/") if part and part[0] != "{"), path.count("{")): path
            for path, methods in document["paths"].items()
            for method in methods
        }
        answer = self.http.post(
            self.path("post", "auth", "token"), json={"username": username, "password": password}
        )
        answer.raise_for_status()
        self.http.headers["Authorization"] = f"Bearer {answer.json()['token']}"

    def path(self, method: str, *words: str, **values: Any) -> str:
        """The path whose fixed parts are these words, with its parameters filled in order of `values`."""
        template = self.paths[method, "api", "v1", *words, len(values)]
        for value in values.values():
            start = template.index("{")
            template = template[:start] + str(value) + template[template.index("}") + 1 :]
        return template

    def get(self, *words: str, **values: Any) -> Any:
        answer = self.http.get(self.path("get", *words, **values))
        assert answer.status_code == 200, answer.text
        return answer.json()

    def case(self, case_id: str) -> Any:
        return self.get("cases", id=case_id)

    def open(self, type_key: str, values: Mapping[str, Any]) -> Answer:
        """Open a case with a body made from the schema of the type's first creating act."""
        known = self.get("case-types", key=type_key)
        row = next(t for t in known["transitions"] if t["name"] == known["create"][0] and "-" in t["sources"])
        body = {"type": type_key, "data": self.fill(row["schema"], values)}
        return Answer(self.http.post(self.path("post", "cases"), json=body))

    def act(self, case_id: str, name: str, values: Mapping[str, Any] | None = None) -> Answer:
        """Do an act as `available` offers it; an act that is not offered is tried with an empty body."""
        offer = self.offer(self.case(case_id), name)
        path = self.path("post", "cases", "transitions", id=case_id, name=name)
        return Answer(self.http.post(path, json={"data": self._body(offer, values)}))

    def child_act(
        self, plural: str, child_id: str, name: str, values: Mapping[str, Any] | None = None
    ) -> Answer:
        offer = self.offer(self.get(kind=plural, id=child_id), name)
        path = self.path("post", "transitions", kind=plural, id=child_id, name=name)
        return Answer(self.http.post(path, json={"data": self._body(offer, values)}))

    @staticmethod
    def offer(whole: Any, name: str) -> Any:
        return next((o for o in whole.get("available", ()) if o["name"] == name), None)

    def _body(self, offer: Any, values: Mapping[str, Any] | None) -> dict[str, Any]:
        if offer is None:
            return dict(values or {})
        shown = {name: value for name, value in offer["initial"].items() if value not in (None, "", [])}
        return self.fill(offer["schema"], {**shown, **(values or {})})

    def fill(self, schema: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
        """What is given (also when it is empty), and for every other required property a value its schema allows."""
        shapes = schema["properties"]
        found = {name: self._chosen(shapes[name], value) for name, value in values.items() if name in shapes}
        for name in schema.get("required", ()):
            if name not in values:
                found[name] = self._value(schema["properties"][name])
        for name, shape in schema["properties"].items():
            if "x-document-kind" in shape and name not in values and shape["minItems"]:
                found[name] = [self.upload()]
        return {name: value for name, value in found.items() if value is not None}

    def _chosen(self, shape: Mapping[str, Any], value: Any) -> Any:
        """A choice named by its title becomes its value, the word "berkas" an uploaded file."""
        if value == "berkas":
            return [self.upload()]
        if isinstance(value, list) and value and isinstance(value[0], dict):
            return [self.fill(shape["items"], row) for row in value]
        titles = {str(one["title"]): one["const"] for one in shape.get("oneOf", ())}
        return next((const for title, const in titles.items() if title.startswith(str(value))), value)

    def _value(self, shape: Mapping[str, Any]) -> Any:
        if "x-document-kind" in shape:
            return [self.upload()]
        if "oneOf" in shape:
            return shape["oneOf"][0]["const"]
        if "enum" in shape:
            return shape["enum"][0]
        kind = shape.get("type")
        if kind == "array":
            items = shape["items"]
            return [self.fill(items, {}) if items.get("type") == "object" else self._value(items)]
        if kind == "integer":
            return shape.get("minimum", 1)
        if kind == "boolean":
            return True
        if isinstance(kind, list):
            return str(shape.get("minimum", 1))
        if shape.get("format") == "date":
            return dt.date.today().isoformat()
        text = f"Isi {shape.get('title', '')}".strip()
        return f"<p>{text}</p>" if shape.get("contentMediaType") == "text/html" else text

    def upload(self, content: bytes = PDF, name: str = "dokumen.pdf") -> str:
        answer = self.http.post(
            self.path("post", "uploads"), files={"file": (name, content, "application/pdf")}
        )
        assert answer.status_code == 201, answer.text
        body = answer.json()
        assert body["sha256"] == hashlib.sha256(content).hexdigest()
        return str(body["id"])
