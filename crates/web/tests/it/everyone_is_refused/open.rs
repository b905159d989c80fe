//! What is open to some, with its reason: the exceptions of the test of refusals.

/// Endpoints that need no ApiKey.
pub const WITHOUT_KEY: &[(&str, &str)] = &[
    (
        "/api/SignAgent/Pair",
        "an agent has no ApiKey; the code is the permission",
    ),
    (
        "/api/SignAgent/Next",
        "an agent has no ApiKey; its secret in the body is the permission",
    ),
    (
        "/api/SignAgent/Sign",
        "an agent has no ApiKey; its secret in the body is the permission",
    ),
    ("/.well-known/jwks.json", "clients verify tokens with it"),
    (
        "/download/{token}",
        "the token in the path is the permission; a forged one is not found",
    ),
];

/// Endpoints that need an ApiKey, but no token.
pub const WITHOUT_TOKEN: &[(&str, &str)] = &[
    (
        "/api/DigitalIdentity/Register/StepVerifyOAuthToken",
        "apps call it before there is a user",
    ),
    (
        "/api/DigitalIdentity/VerifyOAuthToken",
        "apps call it before there is a user",
    ),
    ("/v1/otp/sms", "published as ApiKey only; a secret one"),
    ("/v1/otp/verify", "published as ApiKey only; a secret one"),
    (
        "/v1/ocr/id/front",
        "published as ApiKey only, a secret one; a token may be shown",
    ),
    (
        "/v1/ocr/id/back",
        "published as ApiKey only, a secret one; a token may be shown",
    ),
    (
        "/v1/ocr/liveness/multi",
        "published as ApiKey only, a secret one; a token may be shown",
    ),
    (
        "/v1/ocr/face/match",
        "published as ApiKey only, a secret one; a token may be shown",
    ),
    (
        "/v1/ocr/face/compare",
        "published as ApiKey only, a secret one; a token may be shown",
    ),
    (
        "/v1/ocr/passport",
        "published as ApiKey only, a secret one; a token may be shown",
    ),
    (
        "/v1/ocr/car/license/front",
        "published as ApiKey only, a secret one; a token may be shown",
    ),
    (
        "/v1/ocr/car/license/back",
        "published as ApiKey only, a secret one; a token may be shown",
    ),
    (
        "/v1/ocr/driving/license",
        "published as ApiKey only, a secret one; a token may be shown",
    ),
    (
        "/v1/ocr/classification",
        "published as ApiKey only, a secret one; a token may be shown",
    ),
    (
        "/v1/ocr/aml/validate",
        "published as ApiKey only, a secret one; a token may be shown",
    ),
    (
        "/api/DigitalIdentity/VerifyEmail",
        "apps call it for who cannot log in",
    ),
    (
        "/api/DigitalIdentity/ForgetPassword/SendEmailOtp",
        "apps call it for who cannot log in",
    ),
    (
        "/api/DigitalIdentity/ForgetPassword/ValidateEmailOtp",
        "apps call it for who cannot log in",
    ),
    (
        "/api/DigitalIdentity/ForgetPassword/ValidatePhoneOtp",
        "apps call it for who cannot log in",
    ),
    (
        "/api/DigitalIdentity/ForgetPassword/Reset",
        "apps call it for who cannot log in",
    ),
    (
        "/api/DigitalIdentity/ForgetPasswordByPhone/SendPhoneOtp",
        "apps call it for who cannot log in",
    ),
    (
        "/api/DigitalIdentity/ForgetPasswordByPhone/ValidatePhoneOtp",
        "apps call it for who cannot log in",
    ),
    (
        "/api/DigitalIdentity/CheckExistenceOfEmailOrPhone",
        "apps call it before there is a user",
    ),
    (
        "/api/DigitalIdentity/Register/StepVerifyPhone",
        "apps call it before there is a user",
    ),
    (
        "/api/DigitalIdentity/Register/StepVerifyEmail",
        "apps call it before there is a user",
    ),
    (
        "/api/DigitalIdentity/Register",
        "apps call it before there is a user",
    ),
    (
        "/api/DigitalIdentity/Register/StepCreate",
        "apps call it before there is a user",
    ),
    (
        "/api/DigitalIdentity/Login",
        "apps call it before there is a user",
    ),
    ("/api/credentials/Login", "it gives the token"),
    (
        "/api/credentials/RefreshToken",
        "the refresh token is shown in the body",
    ),
    (
        "/api/DigitalIdentity/RefreshToken",
        "the refresh token is shown in the body",
    ),
    (
        "/api/IdentityUserSession/CreateAuthSession",
        "published as ApiKey only; a secret one",
    ),
];

/// Endpoints that a publishable key may call.
pub const WITH_PUBLISHABLE_KEY: &[(&str, &str)] = &[
    (
        "/api/BusinessRequest/CustomerSign/StepRequestOtp",
        "apps call it with their users' tokens",
    ),
    (
        "/api/BusinessRequest/CustomerSign/Decline",
        "apps call it with their users' tokens",
    ),
    (
        "/api/BusinessRequest/GenerateSignContractLink",
        "apps call it with their users' tokens",
    ),
    (
        "/api/BusinessRequest/ViewContractPdf",
        "apps call it with their users' tokens",
    ),
    (
        "/api/BusinessRequest/CustomerSign/StepReValidateLiveness",
        "apps call it with their users' tokens",
    ),
    (
        "/api/BusinessRequest/CustomerSign/StepRevalidteLiveness",
        "apps call it with their users' tokens",
    ),
    (
        "/api/BusinessRequest/CustomerSign/StepValidateOtp",
        "apps call it with their users' tokens",
    ),
    (
        "/api/BusinessRequest/CustomerSign/StepValidatePayment",
        "apps call it with their users' tokens",
    ),
    (
        "/api/BusinessRequest/GetAllRequestTypes",
        "apps call it with their users' tokens; an administrator needs a secret key",
    ),
    (
        "/api/BusinessRequest/GetBusinessRequestTypeTemplateFields",
        "apps call it with their users' tokens; an administrator needs a secret key",
    ),
    (
        "/api/BusinessRequest/CheckEligibility",
        "apps call it with their users' tokens",
    ),
    (
        "/api/BusinessRequest/Create/{typeId}",
        "apps call it with their users' tokens",
    ),
    (
        "/api/BusinessRequest/Current",
        "apps call it with their users' tokens",
    ),
    (
        "/api/BusinessRequest/CurrentList",
        "apps call it with their users' tokens",
    ),
    (
        "/api/BusinessRequest/CurrentListIds",
        "apps call it with their users' tokens",
    ),
    (
        "/api/BusinessRequest/GetBusinessRequestById/{id}",
        "apps call it with their users' tokens",
    ),
    (
        "/api/DigitalIdentity/Register/StepVerifyOAuthToken",
        "apps call it before there is a user",
    ),
    (
        "/api/DigitalIdentity/VerifyOAuthToken",
        "apps call it before there is a user",
    ),
    (
        "/api/DigitalIdentity/UpdateEmailRequest",
        "apps call it with their users' tokens",
    ),
    (
        "/api/DigitalIdentity/VerifyEmail",
        "apps call it for who cannot log in",
    ),
    (
        "/api/DigitalIdentity/ForgetPassword/SendEmailOtp",
        "apps call it for who cannot log in",
    ),
    (
        "/api/DigitalIdentity/ForgetPassword/ValidateEmailOtp",
        "apps call it for who cannot log in",
    ),
    (
        "/api/DigitalIdentity/ForgetPassword/ValidatePhoneOtp",
        "apps call it for who cannot log in",
    ),
    (
        "/api/DigitalIdentity/ForgetPassword/Reset",
        "apps call it for who cannot log in",
    ),
    (
        "/api/DigitalIdentity/ForgetPasswordByPhone/SendPhoneOtp",
        "apps call it for who cannot log in",
    ),
    (
        "/api/DigitalIdentity/ForgetPasswordByPhone/ValidatePhoneOtp",
        "apps call it for who cannot log in",
    ),
    (
        "/api/DigitalIdentity/CheckExistenceOfEmailOrPhone",
        "apps call it before there is a user",
    ),
    (
        "/api/DigitalIdentity/Register/StepVerifyPhone",
        "apps call it before there is a user",
    ),
    (
        "/api/DigitalIdentity/Register/StepVerifyEmail",
        "apps call it before there is a user",
    ),
    (
        "/api/DigitalIdentity/Register",
        "apps call it before there is a user",
    ),
    (
        "/api/DigitalIdentity/Register/StepCreate",
        "apps call it before there is a user",
    ),
    (
        "/api/DigitalIdentity/Login",
        "apps call it before there is a user",
    ),
    (
        "/api/DigitalIdentity/CancelVerifiedDigitalIdentity",
        "apps call it with their users' tokens",
    ),
    (
        "/api/DigitalIdentity/LinkUserWithExistingTransaction",
        "apps call it with their users' tokens",
    ),
    (
        "/api/DigitalIdentity/verify/id/front",
        "apps call it with their users' tokens",
    ),
    (
        "/api/DigitalIdentity/verify/id/back",
        "apps call it with their users' tokens",
    ),
    (
        "/api/DigitalIdentity/verify/liveness/multi",
        "apps call it with their users' tokens",
    ),
    (
        "/api/DigitalIdentity/verify/passport/scan",
        "apps call it with their users' tokens",
    ),
    (
        "/api/DigitalIdentity/verify/passport/nfc",
        "apps call it with their users' tokens",
    ),
    (
        "/api/credentials/RefreshToken",
        "apps refresh their users' tokens; an admin's is refused there",
    ),
    (
        "/api/DigitalIdentity/RefreshToken",
        "apps refresh their users' tokens; an admin's is refused there",
    ),
];
