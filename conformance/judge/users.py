"""Users, groups and permissions for staff: DRF's model viewsets, as its documentation would have them written."""

from django.contrib.auth.models import Group, Permission, User
from django.contrib.auth.password_validation import validate_password
from rest_framework import filters, serializers, viewsets
from rest_framework.pagination import PageNumberPagination
from rest_framework.permissions import DjangoModelPermissions, IsAdminUser
from rest_framework.reverse import reverse


class Pages(PageNumberPagination):
    """Fifty rows, or as many as are asked for."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 500


class ViewingToo(DjangoModelPermissions):
    """Reading wants a permission, as in Django's admin."""

    perms_map = {
        **DjangoModelPermissions.perms_map,
        "GET": ["%(app_label)s.view_%(model_name)s"],
        "HEAD": ["%(app_label)s.view_%(model_name)s"],
    }


class UserSerializer(serializers.ModelSerializer):
    """A user as staff see them; a new one needs a password."""

    class Meta:
        model = User
        fields = (
            "id",
            "username",
            "email",
            "first_name",
            "last_name",
            "is_active",
            "is_staff",
            "is_superuser",
            "last_login",
            "date_joined",
            "groups",
            "user_permissions",
            "password",
        )
        read_only_fields = ("last_login", "date_joined")
        extra_kwargs = {"password": {"write_only": True}}

    def validate_password(self, value):
        """Apply `AUTH_PASSWORD_VALIDATORS`."""
        validate_password(value, user=self.instance)
        return value

    def create(self, validated_data):
        """Store the account with its password hashed."""
        groups, permissions = (validated_data.pop(name, []) for name in ("groups", "user_permissions"))
        user = User.objects.create_user(**validated_data)
        user.groups.set(groups)
        user.user_permissions.set(permissions)
        return user

    def update(self, instance, validated_data):
        """Hash a new password."""
        password = validated_data.pop("password", None)
        if password is not None:
            instance.set_password(password)
        return super().update(instance, validated_data)


class UserChangeSerializer(UserSerializer):
    """A change needs no password."""

    class Meta(UserSerializer.Meta):
        extra_kwargs = {"password": {"write_only": True, "required": False}}


class StaffViewSet(viewsets.ModelViewSet):
    """What the viewsets below share."""

    permission_classes = [IsAdminUser, ViewingToo]
    pagination_class = Pages
    filter_backends = [filters.SearchFilter, filters.OrderingFilter]


class UserViewSet(StaffViewSet):
    """Users."""

    queryset = User.objects.order_by("id")
    search_fields = ["username", "email", "first_name", "last_name"]
    ordering_fields = ["id", "username", "email", "first_name", "last_name", "date_joined", "last_login"]

    def get_serializer_class(self):
        """Ask for a password only where an account is made."""
        return UserChangeSerializer if self.detail else UserSerializer

    def get_success_headers(self, data):
        """Say where the new account is, as `CreateModelMixin` does for serializers with a `url`."""
        return {"Location": reverse("users_detail", args=[data["id"]], request=self.request)}


class GroupSerializer(serializers.ModelSerializer):
    """A group."""

    class Meta:
        model = Group
        fields = ("id", "name", "permissions")


class GroupViewSet(StaffViewSet):
    """Groups."""

    queryset = Group.objects.order_by("id")
    serializer_class = GroupSerializer
    search_fields = ["name"]
    ordering_fields = []


class PermissionSerializer(serializers.ModelSerializer):
    """A permission, with what it is about."""

    app_label = serializers.CharField(source="content_type.app_label", read_only=True)
    model = serializers.CharField(source="content_type.model", read_only=True)

    class Meta:
        model = Permission
        fields = ("id", "name", "codename", "app_label", "model")


class PermissionViewSet(StaffViewSet):
    """Permissions."""

    http_method_names = ["get", "head", "options"]
    queryset = Permission.objects.select_related("content_type")
    serializer_class = PermissionSerializer
    search_fields = ["name", "codename", "content_type__app_label", "content_type__model"]
    ordering_fields = []
