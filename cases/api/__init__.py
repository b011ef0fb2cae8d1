"""The API of every case type: the same gate, the same selectors as the pages."""

from ninja import Router

from . import auth, cases, children, consents, documents, tasks, types, uploads

router = Router()
router.add_router("", auth.router)
router.add_router("", types.router)
router.add_router("", cases.router)
router.add_router("", tasks.router)
router.add_router("", documents.router)
router.add_router("", uploads.router)
router.add_router("", consents.router)
router.add_router("", children.router)  # last: its paths begin with a word that names a kind of child
