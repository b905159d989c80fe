# ما يُطبع في المستندات المختومة إلى جانب نص العقد نفسه.

document-mark-test-chain = نسخة تجريبية: خُتمت بشهادة اختبار، والجهة المُصدرة ليست مقدم خدمة مرخصًا.
document-mark-identity-not-checked = لم يُتحقق من بطاقة الرقم القومي للموقّع في هذا العقد.
document-signer-customer = العميل
document-seal-reason = أكّده العميل برمز التحقق وختمته الشركة إلكترونيًا
document-block-confirmed-by = أكّده
document-block-phone = وسيلة الاتصال المُتحقق منها
document-block-time = الوقت
document-block-reference = الرقم المرجعي
document-block-level = أُكّد برمز التحقق وختمته الشركة إلكترونيًا.
