from django.apps import AppConfig


class HealthConfig(AppConfig):
    name = "cms.health"
    label = "health"
    verbose_name = "Health"

    def ready(self) -> None:
        """Register what this room looks at itself; other rooms register their own."""
        from cms.health import (
            clocks,
            equipment,
            heads,
            logins,
            redis,
            registry,
            sweep,
            withdrawals,
        )

        registry.register("clocks", clocks.clocks)
        registry.register("equipment", equipment.equipment)
        registry.register("heads", heads.heads)
        registry.register("logins", logins.logins)
        registry.register("order", withdrawals.order)
        registry.register("redis", redis.redis)
        registry.register("sweep", sweep.sweep)
        registry.register("withdrawals", withdrawals.withdrawals)
