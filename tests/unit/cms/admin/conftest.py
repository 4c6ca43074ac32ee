from tests.unit.cms.admin.scene import scene

__all__ = ["scene"]
