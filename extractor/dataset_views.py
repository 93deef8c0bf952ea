def create_views(writer): pass
