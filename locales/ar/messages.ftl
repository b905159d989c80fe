# نصوص تخرج برسالة قصيرة أو بالبريد. الأرقام بالصورة 123 دائمًا، ورمز الهاتف لا يذكر عقدًا،
# ولا رابط في رسالة تحمل رمزًا.

message-phone-code = { $company }: رمز التحقق { $code } لإثبات أن هذا الهاتف لك فقط. صالح لمدة { $minutes ->
    [one] دقيقة واحدة
    [two] دقيقتين
    [few] { $minutes } دقائق
   *[other] { $minutes } دقيقة
}. لا تعطه لأحد.
message-email-code = { $company }: رمز التحقق { $code } لإثبات أن هذا البريد الإلكتروني لك فقط. صالح لمدة { $minutes ->
    [one] دقيقة واحدة
    [two] دقيقتين
    [few] { $minutes } دقائق
   *[other] { $minutes } دقيقة
}. لا تعطه لأحد.
message-sign-code = { $company }: الرمز { $code } لتوقيع العقد { $request }، عدد صفحاته { $pages }، ونهاية بصمته { $ending }. لا تعطه لأحد.

message-register-code = { $company }: الرمز { $code } لتسجيل رقم هذا الهاتف لدينا. صالح لمدة { $minutes ->
    [one] دقيقة واحدة
    [two] دقيقتين
    [few] { $minutes } دقائق
   *[other] { $minutes } دقيقة
}. لا تعطه لأحد.
message-register-email-code = { $company }: الرمز { $code } لتسجيل هذا البريد الإلكتروني لدينا. صالح لمدة { $minutes ->
    [one] دقيقة واحدة
    [two] دقيقتين
    [few] { $minutes } دقائق
   *[other] { $minutes } دقيقة
}. لا تعطه لأحد.
message-login-code = { $company }: الرمز { $code } لتسجيل الدخول. صالح لمدة { $minutes ->
    [one] دقيقة واحدة
    [two] دقيقتين
    [few] { $minutes } دقائق
   *[other] { $minutes } دقيقة
}. لا تعطه لأحد.
message-password-code = { $company }: الرمز { $code } لتعيين كلمة مرور جديدة لحسابك. صالح لمدة { $minutes ->
    [one] دقيقة واحدة
    [two] دقيقتين
    [few] { $minutes } دقائق
   *[other] { $minutes } دقيقة
}. لا تعطه لأحد.
message-confirm-email-code = { $company }: الرمز { $code } لتأكيد هذا البريد الإلكتروني. صالح لمدة { $minutes ->
    [one] دقيقة واحدة
    [two] دقيقتين
    [few] { $minutes } دقائق
   *[other] { $minutes } دقيقة
}. لا تعطه لأحد.
message-change-email-code = { $company }: الرمز { $code } لاعتماد هذا البريد الإلكتروني بريدًا جديدًا لك. صالح لمدة { $minutes ->
    [one] دقيقة واحدة
    [two] دقيقتين
    [few] { $minutes } دقائق
   *[other] { $minutes } دقيقة
}. لا تعطه لأحد.
message-product-code = { $company }: الرمز { $code } لغرض: { $subject }. صالح لمدة { $minutes ->
    [one] دقيقة واحدة
    [two] دقيقتين
    [few] { $minutes } دقائق
   *[other] { $minutes } دقيقة
}. لا تعطه لأحد.

message-password-changed = { $company }: تغيّرت كلمة مرور حسابك. إن لم تكن أنت من غيّرها، تواصل معنا فورًا.
message-email-changed = { $company }: تغيّر البريد الإلكتروني لحسابك. إن لم تكن أنت من غيّره، تواصل معنا فورًا.

message-locked-subject = رقم أو بريد إلكتروني بلغ حدّ الرموز اليوم
message-locked = { $company }: بلغ { $number } الحدّ اليومي لرموز التحقق، ولن تُرسل إليه رموز أخرى لمدة ٢٤ ساعة. إذا تكررت هذه الرسالة فقد يكون هناك من يجرّب الرموز أو يرسل رسائل على حسابكم.

message-warning-subject = تغيير في حسابك
message-phone-code-subject = رمز التحقق الخاص بك
message-sign-code-subject = رمز توقيع العقد
message-invitation-subject = دعوة من { $company } لمراجعة عقد
message-signed-subject = نسختك من العقد { $request } بعد توقيعه
message-signed = { $company }: وُقّع العقد { $request } برمز أُرسل إليك. نسختك المختومة مرفقة بهذه الرسالة. إن لم تكن أنت من وقّعه، فأبلغ الشركة فورًا.
message-signed-link = { $company }: وُقّع العقد { $request } برمز أُرسل إليك. نسختك، بعد رمز جديد:
message-completed-subject = نسختك النهائية من العقد { $request }
message-completed = { $company }: وقّعت الشركة العقد { $request } أيضًا، فاكتملت توقيعاته. نسختك بكل التوقيعات مرفقة بهذه الرسالة.
message-completed-link = { $company }: وقّعت الشركة العقد { $request } أيضًا. نسختك بكل التوقيعات، بعد رمز جديد:

# What an operator sends to try the way out.
message-test-subject = رسالة تجريبية من ميثاق
message-test = هذه رسالة تجريبية من ميثاق، ووصولها يعني أن الرسائل تصل.

message-approved-subject = العقد { $request } جاهز للتوقيع
message-approved = { $company }: تمت الموافقة على العقد { $request }. راجعه ووقّعه: { $link }
message-reminder-subject = العقد { $request } في انتظارك حتى { $until }
message-reminder = { $company }: يمكنك توقيع العقد { $request } حتى { $until }. أكمل من حيث توقفت: { $link }
message-rejected-subject = لم تتم الموافقة على العقد { $request }
message-rejected = لم توافق { $company } على العقد { $request } ولم يُوقَّع شيء. السبب: { $link }
message-voided-subject = سُحب العقد { $request }
message-voided = سحبت { $company } العقد { $request } الذي سبق أن وقّعته، ولم يعد له أي أثر.
message-declined-subject = العقد { $request } لن ينفذ
message-declined = { $company }: العقد { $request } الذي وقّعته لن ينفذ، لأن أحد أطرافه لم يوافق على توقيعه.
message-expired-subject = العقد { $request } لن ينفذ
message-expired = { $company }: العقد { $request } الذي وقّعته لن ينفذ، لأن أطرافه لم يوقّعوه جميعًا قبل انتهاء مدته.
message-released-subject = لم يعد توقيعك على العقد { $request } مطلوبًا
message-released = { $company }: وقّع العقد { $request } عدد كافٍ من المدعوين، فلم يعد توقيعك مطلوبًا، والعقد لا يلزمك بشيء.
message-invitation = { $company } تدعوك إلى مراجعة العقد { $request } وتوقيعه مع آخرين: { $link }
