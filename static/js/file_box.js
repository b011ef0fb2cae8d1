// What files.js and large.js share: small elements, and the ticked box that stands for a received file.
export function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

export function bytes(size) {
  for (const [unit, name] of [[1024 ** 3, "GB"], [1024 ** 2, "MB"], [1024, "KB"]]) {
    if (size >= unit) return `${(size / unit).toFixed(1).replace(/\.0$/, "").replace(".", ",")} ${name}`;
  }
  return `${size} byte`;
}

// A received file is a ticked box, as one that the server drew. name: of the field in its form.
export function tick(box, input, name, found) {
  const id = `${input.id}-${found.upload}`;
  const ticked = element("input", {
    class: "govuk-checkboxes__input", type: "checkbox", id, value: found.upload, checked: "", name,
  });
  const label = element("label", { class: "govuk-label govuk-checkboxes__label", for: id }, `${found.name} (${bytes(found.size)})`);
  let boxes = box.querySelector(".govuk-checkboxes");
  if (!boxes) {
    boxes = element("div", { class: "govuk-checkboxes govuk-checkboxes--small" });
    box.prepend(boxes);
  }
  boxes.append(element("div", { class: "govuk-checkboxes__item" }, ticked, label));
}
