"""What the words of errors mean, whichever service says them: the tables, and how they are looked up."""

import re
from collections.abc import Iterable
from typing import Literal

Kind = Literal["content", "credit", "model", "key", "rate", "busy", "invalid", ""]

# Words that services give in code, type, status or reason, compared without case and separators.
_CODES: dict[Kind, str] = {
    "content": """
        content_filter content_policy_violation responsible_ai_policy_violation data_inspection_failed
        datainspection_failed content_moderation moderation_blocked moderation_error content_blocked
        sensitive_words_detected input_moderation prompt_blocked safety_violation content_policy flagged 1301
    """,
    "credit": """
        insufficient_quota billing_hard_limit_reached billing_not_active billing_error insufficient_credits
        insufficient_credit insufficient_balance insufficient_funds payment_required arrearage
        exceeded_current_quota_error budget_exceeded credit_limit_reached out_of_credits 1113
    """,
    "model": """
        model_not_found model_not_found_error deployment_not_found invalid_model model_not_exist unknown_model 1211
    """,
    "key": """
        invalid_api_key api_key_invalid incorrect_api_key unauthenticated unauthorized authentication_error
        invalid_authentication invalid_authentication_error auth_error missing_api_key api_key_expired
        invalid_token token_expired missing_authentication_token permission_denied permission_error
    """,
    "rate": """
        rate_limit_exceeded rate_limit_error rate_limit_reached_error rate_limited rate_limit too_many_requests
        resource_exhausted throttling throttling_exception throttled throttling.rate_quota
        throttling.allocation_quota requests_limit_exceeded
    """,
    "busy": """
        overloaded overloaded_error engine_overloaded server_overloaded unavailable service_unavailable
        service_unavailable_error internal internal_error internal_server_error server_error api_error
        api_connection_error deadline_exceeded timeout timeout_error request_timeout aborted capacity_exceeded
        model_not_ready loading model_loading provider_error upstream_error bad_gateway
    """,
    "invalid": """
        invalid_argument invalid_request invalid_request_error bad_request bad_request_error failed_precondition
        out_of_range validation_error invalid_parameter invalid_value unsupported_value unsupported_parameter
        unknown_parameter extra_forbidden context_length_exceeded exceed_context_size_error
        request_too_large unprocessable_entity json_validate_failed unsupported_country_region_territory
    """,
}
_SEPARATORS = re.compile(r"[\W_]+")
# The status that a word means where it comes with 200.
_STATUS: dict[Kind, int] = {
    "content": 400, "credit": 402, "model": 404, "key": 401, "rate": 429, "busy": 503, "invalid": 400,
}  # fmt: skip
# What messages say, where no code does; each for the statuses with which it may be said.
_SENTENCES: tuple[tuple[Kind, frozenset[int], re.Pattern[str]], ...] = (
    (
        "content",
        frozenset({0, 400, 403, 422, 451}),
        re.compile(
            r"\bflagged\b|content (management |moderation )?polic|content[_ -]?filter|"
            r"violat\w+ .{0,60}(usage|content) (guidelines|polic)|new_sensitive|"
            r"safety (system|polic|filter|check)|inappropriate content|requires moderation|敏感内容",
            re.IGNORECASE,
        ),
    ),
    (
        "credit",
        frozenset({0, 400, 401, 403, 429}),
        re.compile(
            r"insufficient (credit|balance|fund|account balance)|credit balance is too low|out of credits?\b|"
            r"no (more )?credits? (left|remaining)|"
            r"(exceeded|used up|depleted|run out of|exhausted) (all )?(of )?(your|the) (\w+ ){0,3}credits\b|"
            r"arrears|overdue payment|budget has been exceeded|余额不足|欠费",
            re.IGNORECASE,
        ),
    ),
    (
        "model",
        frozenset({0, 400, 422}),
        re.compile(
            r"^\W{0,3}(invalid model\b|unknown model\b|model not exist|no such model)|"
            r"\bmodel\b.{1,120}(does not exist|not found|is not a valid model)",
            re.IGNORECASE,
        ),
    ),
    (
        "model",
        frozenset({500}),
        re.compile(r"\bmodel\W{1,3}[\w./:@-]{1,100}\W{1,3}(does not exist|is not a valid model)", re.IGNORECASE),
    ),
    (
        "key",
        frozenset({0, 400, 422}),
        re.compile(
            r"api[ _-]?key (is )?(not valid|invalid|expired|incorrect|missing|not found)|valid api[ _-]?key|"
            r"(invalid|incorrect|missing|wrong|expired|malformed) (api[ _-]?key|(auth\w*|access|bearer) token)|"
            r"(invalid|incorrect|missing|wrong|expired) credentials|"
            r"\bunauthori[sz]ed\b|authentication (failed|fails)",
            re.IGNORECASE,
        ),
    ),
    ("rate", frozenset({0}), re.compile(r"too many requests|rate limit|quota exceeded", re.IGNORECASE)),
    (
        "busy",
        frozenset({0}),
        re.compile(r"overloaded|temporarily unavailable|try again later|loading model|timed? ?out", re.IGNORECASE),
    ),
)


def status_of(kind: Kind) -> int:
    """The status that an error of this kind has where a service gives none; 0 for no kind."""
    return _STATUS.get(kind, 0)


def kind_of(codes: Iterable[str], status: int, message: str) -> Kind:
    """What an error means, by its codes or else by what is said with that status; "" for nothing known."""
    kinds = {kind for code in codes if (kind := _KINDS.get(_plain(code)))}
    known = next((kind for kind in _CODES if kind in kinds and kind != "invalid"), None)
    return known or _said(status, message) or ("invalid" if "invalid" in kinds else "")


def _plain(word: str) -> str:
    return _SEPARATORS.sub("", word).lower()


_KINDS: dict[str, Kind] = {_plain(word): kind for kind, words in _CODES.items() for word in words.split()}


def _said(status: int, message: str) -> Kind:
    return next((kind for kind, among, words in _SENTENCES if status in among and words.search(message)), "")
