from django.contrib.auth.backends import ModelBackend


class MembershipBackend(ModelBackend):
    pass
