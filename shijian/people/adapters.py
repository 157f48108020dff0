"""What allauth may do here: keep factors and links, encrypted. It opens no account and lets nobody in."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.core.exceptions import PermissionDenied

from shijian.kernel import crypto

PURPOSE = "second-factor"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Closes every door of allauth, should one of its pages ever be mounted."""

    def is_open_for_signup(self, request: Any) -> bool:
        """Accounts are opened by our own operations only."""
        return False

    def pre_login(self, request: Any, user: Any, **kwargs: Any) -> None:
        """Logins are ours: throttled and audited. Raises `PermissionDenied` always."""
        raise PermissionDenied

    def login(self, request: Any, user: Any) -> None:
        """As `pre_login`."""
        raise PermissionDenied


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """No account comes from another platform, and allauth asks no other host."""

    def is_open_for_signup(self, request: Any, sociallogin: Any) -> bool:
        """A login of another platform is linked to an account that exists."""
        return False

    def is_auto_signup_allowed(self, request: Any, sociallogin: Any) -> bool:
        """As above."""
        return False

    def pre_social_login(self, request: Any, sociallogin: Any) -> None:
        """Logins are ours. Raises `PermissionDenied` always."""
        raise PermissionDenied

    def get_requests_session(self) -> Any:
        """Outgoing calls go through `people.oidc.outside`. Raises `PermissionDenied` always."""
        raise PermissionDenied


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Encrypts what a factor must keep secret, and names accounts in authenticator apps."""

    def encrypt(self, text: str) -> str:
        """Ciphertext under the newest key of the installation."""
        return crypto.encrypt(text, PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again. Raises `crypto.DecryptionError` if it was altered."""
        return crypto.decrypt(encrypted_text, PURPOSE)

    def get_totp_label(self, user: Any) -> str:
        """What the app shows below the name of the network."""
        return str(user.login_name)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """No mail is sent; the person is told by a message and the audit."""
