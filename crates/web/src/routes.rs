//! Every endpoint of the API, on one screen. What each call needs stands in the types of its
//! handler's arguments (`endpoint`); whoever adds a line here has it in the test of refusals.

use mithaq_domain::access::CallClass;

use crate::{api, endpoint::Endpoint};

/// Every endpoint of the API, its paths in the spelling of `wire.md`.
pub fn endpoints() -> Vec<Endpoint> {
    let all = [
        access(),
        persons(),
        identity(),
        codes(),
        sessions(),
        signing(),
        contracts(),
        webhooks(),
        open(),
    ];
    all.into_iter().flatten().collect()
}

/// `wire.md` 2.
fn access() -> Vec<Endpoint> {
    use api::access::{login, refresh_token};
    vec![
        Endpoint::post("/api/credentials/Login", login).of_class(CallClass::Login),
        Endpoint::post("/api/credentials/RefreshToken", refresh_token),
        Endpoint::post("/api/DigitalIdentity/RefreshToken", refresh_token),
    ]
}

/// `wire.md` 3.
fn persons() -> Vec<Endpoint> {
    use api::person::*;
    vec![
        Endpoint::post(
            "/api/DigitalIdentity/CheckExistenceOfEmailOrPhone",
            check_existence,
        ),
        Endpoint::post(
            "/api/DigitalIdentity/Register/StepVerifyPhone",
            step_verify_phone,
        ),
        Endpoint::post(
            "/api/DigitalIdentity/Register/StepVerifyEmail",
            step_verify_email,
        ),
        Endpoint::post(
            "/api/DigitalIdentity/Register/StepVerifyOAuthToken",
            step_verify_id_token,
        ),
        Endpoint::post("/api/DigitalIdentity/VerifyOAuthToken", verify_id_token),
        Endpoint::post("/api/DigitalIdentity/Register", register).of_class(CallClass::Login),
        Endpoint::post("/api/DigitalIdentity/Register/StepCreate", register)
            .of_class(CallClass::Login),
        Endpoint::post("/api/DigitalIdentity/Login", login).of_class(CallClass::Login),
        Endpoint::post("/api/DigitalIdentity/VerifyEmail", verify_email),
        Endpoint::post("/api/DigitalIdentity/UpdateEmailRequest", update_email),
        Endpoint::post("/api/DigitalIdentity/ForgetPassword/SendEmailOtp", send),
        Endpoint::post(
            "/api/DigitalIdentity/ForgetPassword/ValidateEmailOtp",
            check_email,
        ),
        Endpoint::post(
            "/api/DigitalIdentity/ForgetPassword/ValidatePhoneOtp",
            check_phone,
        ),
        Endpoint::post("/api/DigitalIdentity/ForgetPassword/Reset", reset)
            .of_class(CallClass::Login),
        Endpoint::post(
            "/api/DigitalIdentity/ForgetPasswordByPhone/SendPhoneOtp",
            send,
        ),
        Endpoint::post(
            "/api/DigitalIdentity/ForgetPasswordByPhone/ValidatePhoneOtp",
            check_phone,
        ),
        Endpoint::post("/api/DigitalIdentity/GetUsers", get_users),
        Endpoint::post(
            "/api/DigitalIdentity/CancelVerifiedDigitalIdentityForAdmin",
            cancel_identity_for_admin,
        ),
        Endpoint::post(
            "/api/DigitalIdentity/CancelVerifiedDigitalIdentity",
            cancel_identity,
        ),
    ]
}

/// `wire.md` 4, what of 5 hands in pictures, and what the staff does with them.
fn identity() -> Vec<Endpoint> {
    use api::transaction::{
        approve, classify, compare_faces, get_images, get_picture, get_transaction,
        get_transactions, link, match_face, ocr_back, ocr_car_back, ocr_car_front, ocr_driving,
        ocr_faces, ocr_front, ocr_passport, read_chip, reject, scan_passport, screen, verify_back,
        verify_faces, verify_front,
    };
    vec![
        Endpoint::post("/api/DigitalIdentity/verify/id/front", verify_front),
        Endpoint::post("/api/DigitalIdentity/verify/id/back", verify_back),
        Endpoint::post("/api/DigitalIdentity/verify/liveness/multi", verify_faces),
        Endpoint::post("/api/DigitalIdentity/verify/passport/scan", scan_passport),
        Endpoint::post("/api/DigitalIdentity/verify/passport/nfc", read_chip),
        Endpoint::post("/v1/ocr/id/front", ocr_front),
        Endpoint::post("/v1/ocr/id/back", ocr_back),
        Endpoint::post("/v1/ocr/liveness/multi", ocr_faces),
        Endpoint::post("/v1/ocr/face/match", match_face),
        Endpoint::post("/v1/ocr/face/compare", compare_faces),
        Endpoint::post("/v1/ocr/passport", ocr_passport),
        Endpoint::post("/v1/ocr/car/license/front", ocr_car_front),
        Endpoint::post("/v1/ocr/car/license/back", ocr_car_back),
        Endpoint::post("/v1/ocr/driving/license", ocr_driving),
        Endpoint::post("/v1/ocr/classification", classify),
        Endpoint::post("/v1/ocr/aml/validate", screen),
        Endpoint::post("/api/DigitalIdentity/LinkUserWithExistingTransaction", link),
        Endpoint::get("/api/Transactions/GetTransactions", get_transactions),
        Endpoint::get("/api/Transactions/GetTransactionById", get_transaction),
        Endpoint::post("/api/Transactions/Approve", approve),
        Endpoint::post("/api/Transactions/Reject", reject),
        Endpoint::get(
            "/api/DigitalIdentity/GetUserDigitalIdentityImages",
            get_images,
        ),
        Endpoint::get("/api/DigitalIdentity/GetStepImage", get_picture),
    ]
}

/// The product of `wire.md` 5.
fn codes() -> Vec<Endpoint> {
    use api::otp::{send_sms, verify};
    vec![
        Endpoint::post("/v1/otp/sms", send_sms),
        Endpoint::post("/v1/otp/verify", verify),
    ]
}

/// `wire.md` 7.
fn sessions() -> Vec<Endpoint> {
    use api::session::{create_auth_session, create_invitation, get, list, revoke};
    vec![
        Endpoint::post(
            "/api/IdentityUserSession/CreateAuthSession",
            create_auth_session,
        ),
        Endpoint::post(
            "/api/IdentityUserSession/CreateInvitation",
            create_invitation,
        ),
        Endpoint::get("/api/IdentityUserSession/Get", get),
        Endpoint::get("/api/IdentityUserSession/List", list),
        Endpoint::post("/api/IdentityUserSession/Revoke", revoke),
    ]
}

/// What of `wire.md` 6 signs for a registered person.
fn signing() -> Vec<Endpoint> {
    use api::contract::sign::{
        decline, generate_sign_contract_link, step_request_otp, step_validate_otp,
        step_validate_payment, view_contract_pdf,
    };
    use api::transaction::step_revalidate_liveness;
    vec![
        Endpoint::post(
            "/api/BusinessRequest/CustomerSign/StepRequestOtp",
            step_request_otp,
        ),
        Endpoint::post(
            "/api/BusinessRequest/CustomerSign/StepReValidateLiveness",
            step_revalidate_liveness,
        ),
        Endpoint::post(
            "/api/BusinessRequest/CustomerSign/StepRevalidteLiveness",
            step_revalidate_liveness,
        ),
        Endpoint::post(
            "/api/BusinessRequest/CustomerSign/StepValidateOtp",
            step_validate_otp,
        ),
        Endpoint::post(
            "/api/BusinessRequest/CustomerSign/StepValidatePayment",
            step_validate_payment,
        ),
        Endpoint::post("/api/BusinessRequest/CustomerSign/Decline", decline),
        Endpoint::post(
            "/api/BusinessRequest/GenerateSignContractLink",
            generate_sign_contract_link,
        ),
        Endpoint::get("/api/BusinessRequest/ViewContractPdf", view_contract_pdf),
    ]
}

/// The rest of `wire.md` 6.
fn contracts() -> Vec<Endpoint> {
    use api::contract::evidence::get_evidence;
    use api::contract::file::get_request_file;
    use api::contract::own::{
        check_eligibility, create, current, current_list, current_list_ids, get_by_id,
    };
    use api::contract::{
        get_all_request_types, get_contract_to_pdf, get_requests, get_template_fields,
    };
    use api::countersign::sign_as_contract_signer;
    use api::decision::{approve, reject, void};
    vec![
        Endpoint::get("/api/BusinessRequest/CheckEligibility", check_eligibility),
        Endpoint::post("/api/BusinessRequest/Create/{typeId}", create),
        Endpoint::get("/api/BusinessRequest/Current", current),
        Endpoint::get("/api/BusinessRequest/CurrentList", current_list),
        Endpoint::get("/api/BusinessRequest/CurrentListIds", current_list_ids),
        Endpoint::get(
            "/api/BusinessRequest/GetBusinessRequestById/{id}",
            get_by_id,
        ),
        Endpoint::get(
            "/api/BusinessRequest/GetAllRequestTypes",
            get_all_request_types,
        ),
        Endpoint::get(
            "/api/BusinessRequest/GetBusinessRequestTypeTemplateFields",
            get_template_fields,
        ),
        Endpoint::get("/api/BusinessRequest/GetRequests", get_requests),
        Endpoint::get("/api/BusinessRequest/GetContractToPdf", get_contract_to_pdf),
        Endpoint::get("/api/BusinessRequest/GetRequestFile", get_request_file),
        Endpoint::get("/api/BusinessRequest/Evidence", get_evidence),
        Endpoint::post("/api/BusinessRequest/Approve", approve),
        Endpoint::post("/api/BusinessRequest/Reject", reject),
        Endpoint::post("/api/BusinessRequest/Void", void),
        Endpoint::post(
            "/api/BusinessRequest/ContractSigner/PairAgent",
            api::agent::draw_code,
        ),
        Endpoint::post("/api/SignAgent/Pair", api::agent::pair).of_class(CallClass::Login),
        Endpoint::post("/api/SignAgent/Next", api::agent::next),
        Endpoint::post("/api/SignAgent/Sign", api::agent::sign),
        Endpoint::post(
            "/api/BusinessRequest/ContractSigner/Sign",
            sign_as_contract_signer,
        ),
    ]
}

/// `wire.md` 8.
fn webhooks() -> Vec<Endpoint> {
    use api::webhook::{create, delete, deliveries, events, list, replay, rotate_secret};
    vec![
        Endpoint::post("/api/Webhook/Create", create),
        Endpoint::get("/api/Webhook/List", list),
        Endpoint::post("/api/Webhook/Delete", delete),
        Endpoint::post("/api/Webhook/RotateSecret", rotate_secret),
        Endpoint::get("/api/Webhook/Deliveries", deliveries),
        Endpoint::post("/api/Webhook/Replay", replay),
        Endpoint::get("/api/Webhook/Events", events),
    ]
}

/// For whoever holds the address.
fn open() -> Vec<Endpoint> {
    vec![
        Endpoint::get("/.well-known/jwks.json", api::access::key_set),
        Endpoint::get("/download/{token}", api::contract::download),
    ]
}
