"""viewflow as it comes: two human tasks in a loop, on its own tables. What a step of ours is measured against."""

from viewflow import this
from viewflow.workflow import flow


class StockFlow(flow.Flow):
    """A loop of two tasks."""

    mulai = flow.StartHandle().Next(this.telaah)
    telaah = flow.View(None).Assign(lambda activation: activation.process.seed_user).Next(this.arah)
    arah = flow.If(lambda activation: True).Then(this.perbaiki).Else(this.selesai)
    perbaiki = flow.View(None).Assign(lambda activation: activation.process.seed_user).Next(this.telaah)
    selesai = flow.End()

    def has_view_permission(self, user: object, obj: object = None) -> bool:
        """Everybody may look: what is measured is reading, not permissions."""
        return True
