"""The room's place in Django."""

from django.apps import AppConfig


class RightsConfig(AppConfig):
    """What people ask for."""

    name = "rights"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the inbox how this room's messages read; hear of purge orders; put blocks on `consent`'s pages."""
        from consent.pages import extras  # noqa: PLC0415 - models load only once apps are ready
        from people import messages  # noqa: PLC0415
        from purges.signals import order_held, order_settled  # noqa: PLC0415
        from rights.actions import erasing  # noqa: PLC0415
        from rights.messages import WORDINGS  # noqa: PLC0415
        from rights.pages import concerns  # noqa: PLC0415

        order_settled.connect(erasing.on_order_settled, dispatch_uid="rights.erasing.settled")
        order_held.connect(erasing.on_order_held, dispatch_uid="rights.erasing.held")

        extras.register(extras.PROGRAM, concerns.program_block)
        extras.register(extras.CONCERNS, concerns.mine_block)

        for kind, wording in WORDINGS.items():
            messages.register(kind, wording)
