# التوثيق المنشور: إطاره وبحثه.

docs-title = توثيق ميثاق
docs-contents = المحتويات
docs-guides = الأدلة
docs-guide = دليل
docs-skip = انتقل إلى الصفحة
docs-search = ابحث
docs-search-label = ابحث في التوثيق
docs-search-title = نتائج البحث
docs-search-none = لم نجد شيئًا. جرّب كلمات أقل، أو اسم استدعاء، CreateInvitation مثلًا.
docs-search-empty = اكتب كلمة أو اسم استدعاء أو رقم خطأ.
docs-search-found = { $pages ->
    [one] وجدنا صفحة واحدة.
    [two] وجدنا صفحتين.
    [few] وجدنا { $pages } صفحات.
    [many] وجدنا { $pages } صفحة.
   *[other] وجدنا { $pages } صفحة.
}

## صفحات الاستدعاءات
docs-request = الطلب
docs-answer = الإجابة
docs-errors = الأخطاء
docs-header = الترويسة
docs-parameter = المعامل
docs-property = الخاصية
docs-type = النوع
docs-meaning = المعنى
docs-also-at = متاح أيضًا على
docs-nothing = لا يأخذ شيئًا.
docs-file = ملف.
docs-once = مع `Idempotency-Key` يُنفَّذ الاستدعاء مرة واحدة: المفتاح نفسه والنص نفسه خلال 24 ساعة يلقيان الإجابة الأولى من جديد.
docs-required = مطلوب
docs-or-null = أو `null`
docs-text = نص
docs-text-at-most = { $letters ->
    [one] نص، حرف واحد
    [two] نص، حرفان
    [few] نص، لا يزيد على { $letters } أحرف
    [many] نص، لا يزيد على { $letters } حرفًا
   *[other] نص، لا يزيد على { $letters } حرف
}
docs-integer = عدد صحيح
docs-number = عدد
docs-flag = صواب أو خطأ
docs-object = كائن
docs-named-object = كائن { $name }
docs-list = قائمة من { $what }
docs-value = قيمة
docs-try = جرّب الاستدعاء
docs-try-about = يُرسَل الاستدعاء إلى هذا الخادم نفسه، في بيئة تجريبية يشترك فيها كل القرّاء. استعمل بيانات مختلقة فقط، فكل ما يُرسَل هنا يراه الجميع. لا تخرج منها أي رسالة، وتصل رموز التحقق مع الإجابات.
docs-try-admin = قبل الاستدعاء يُسجَّل الدخول بحساب القرّاء في البيئة التجريبية، ويُضاف رمز الدخول إلى الطلب.
docs-try-person = قبل الاستدعاء يُسجَّل شخص مختلق ويُضاف رمز دخوله إلى الطلب، وتظل ذلك الشخص ما دام هذا التبويب مفتوحًا.
docs-try-body = نص الطلب
docs-try-send = أرسل الطلب
docs-try-failed = لم تصل إجابة. تحقّق من الاتصال وحاول من جديد.
docs-try-save = احفظ الملف
docs-try-access = مفتاح البيئة التجريبية وحسابها، وهما للجميع
docs-try-not-allowed = لا يمكن تجربة هذا الاستدعاء هنا: فهو يحتاج إلى الصلاحية { $permission }، وحساب القرّاء في البيئة التجريبية لا يملكها.
docs-who-anyone = متاح للجميع، ولا يحتاج إلى مفتاح.
docs-who-any = يحتاج إلى مفتاح `ApiKey` من أي نوع.
docs-who-any-admin = يحتاج إلى مفتاح `ApiKey` من أي نوع، ورمز دخول مسؤول له صلاحية `{ $permission }`.
docs-who-any-admin-or-user = يحتاج إلى مفتاح `ApiKey` من أي نوع ورمز دخول شخص مسجّل، أو إلى مفتاح سري ورمز دخول مسؤول له صلاحية `{ $permission }`.
docs-who-any-user = يحتاج إلى مفتاح `ApiKey` من أي نوع، ورمز دخول شخص مسجّل.
docs-who-secret = يحتاج إلى مفتاح `ApiKey` سري.
docs-who-secret-admin = يحتاج إلى مفتاح `ApiKey` سري، ورمز دخول مسؤول له صلاحية `{ $permission }`.
docs-who-secret-user = يحتاج إلى مفتاح `ApiKey` سري، ورمز دخول شخص مسجّل.

## مجموعات الاستدعاءات وعناوينها
group-sessions = الجلسات
group-contracts = العقود
group-signing-agents = برامج التوقيع
group-end-users = الأشخاص المسجّلون
group-accounts-of-end-users = حسابات الأشخاص
group-codes = الرموز
group-webhooks = الإشعارات البرمجية
group-administrators = المسؤولون
group-identity = الهوية
call-well-known-jwks-json = المفاتيح العامة لرموز الدخول
call-businessrequest-approve = الموافقة على عقد
call-businessrequest-customersign-steprevalidateliveness = إثبات الحضور بصور الوجه
call-businessrequest-generatesigncontractlink = طلب رابط للتوقيع
call-businessrequest-evidence = الحصول على إثبات عقد
call-businessrequest-getallrequesttypes = سرد أنواع العقود
call-businessrequest-getbusinessrequesttypetemplatefields = قراءة حقول نوع عقد
call-businessrequest-getcontracttopdf = الحصول على ملف العقد PDF
call-businessrequest-getrequestfile = الحصول على ملف من ملفات العقد
call-businessrequest-getrequests = سرد العقود
call-businessrequest-reject = عدم الموافقة على عقد
call-businessrequest-viewcontractpdf = عرض ملف PDF لعقد قيد التوقيع
call-businessrequest-void = سحب عقد
call-digitalidentity-cancelverifieddigitalidentity = سحب الشخص هويته المتحقق منها
call-digitalidentity-cancelverifieddigitalidentityforadmin = سحب هوية شخص متحقق منها
call-digitalidentity-checkexistenceofemailorphone = السؤال عن تسجيل هاتف أو بريد
call-digitalidentity-forgetpassword-reset = تعيين كلمة مرور جديدة
call-digitalidentity-forgetpassword-sendemailotp = إرسال رمز لكلمة مرور جديدة
call-digitalidentity-forgetpassword-validateemailotp = تقديم رمز البريد لكلمة مرور جديدة
call-digitalidentity-forgetpassword-validatephoneotp = تقديم رمز الهاتف لكلمة مرور جديدة
call-digitalidentity-forgetpasswordbyphone-sendphoneotp = إرسال رمز لكلمة مرور جديدة إلى هاتف
call-digitalidentity-getstepimage = عرض صورة
call-digitalidentity-getuserdigitalidentityimages = أسماء صور شخص
call-digitalidentity-getusers = سرد الأشخاص
call-digitalidentity-login = تسجيل دخول شخص
call-digitalidentity-register = تسجيل شخص جديد
call-digitalidentity-register-stepverifyemail = إثبات بريد قبل التسجيل
call-digitalidentity-register-stepverifyoauthtoken = إثبات بريد عن طريق Google أو Microsoft
call-digitalidentity-register-stepverifyphone = إثبات هاتف قبل التسجيل
call-digitalidentity-updateemailrequest = تغيير الشخص بريده
call-digitalidentity-verifyemail = تأكيد بريد مسجّل
call-digitalidentity-verifyoauthtoken = تأكيد بريد مسجّل عن طريق Google أو Microsoft
call-digitalidentity-verify-id-back = تقديم صورة ظهر بطاقة الرقم القومي
call-digitalidentity-verify-id-front = تقديم صورة وجه بطاقة الرقم القومي
call-digitalidentity-verify-liveness-multi = تقديم ثلاث صور للوجه
call-identityusersession-createauthsession = بدء جلسة لشخص
call-identityusersession-createinvitation = دعوة شخص إلى التوقيع
call-identityusersession-get = قراءة جلسة
call-identityusersession-list = سرد الجلسات
call-identityusersession-revoke = إلغاء جلسة
call-transactions-approve = الموافقة على معاملة
call-transactions-gettransactionbyid = قراءة معاملة
call-transactions-gettransactions = سرد المعاملات
call-transactions-reject = رفض معاملة
call-webhook-create = اشتراك عنوان
call-webhook-delete = إنهاء اشتراك
call-webhook-deliveries = قراءة سجل الإرسال
call-webhook-events = سحب الأحداث
call-webhook-list = سرد الاشتراكات
call-webhook-replay = إعادة الإرسال
call-webhook-rotatesecret = استبدال السر
call-credentials-login = تسجيل الدخول
call-credentials-refreshtoken = تجديد رمز الدخول
call-download--token = فتح رابط ملف PDF
call-v1-otp-sms = إرسال رمز برسالة قصيرة
call-v1-otp-verify = التحقق من رمز
call-digitalidentity-verify-passport-scan = تقديم صورة جواز سفر
call-digitalidentity-verify-passport-nfc = قراءة شريحة جواز السفر
call-v1-ocr-passport = تقديم جواز سفر قبل وجود مستخدم
call-v1-ocr-car-license-front = تقديم صورة وجه رخصة سيارة
call-v1-ocr-car-license-back = تقديم صورة ظهر رخصة سيارة
call-v1-ocr-driving-license = تقديم رخصة قيادة
call-v1-ocr-classification = السؤال عن نوع مستند
call-v1-ocr-face-match = مقارنة وجه بصورة البطاقة
call-v1-ocr-face-compare = مقارنة وجهين
call-v1-ocr-aml-validate = البحث عن شخص في قوائم العقوبات
group-a-person-s-own-contracts = عقود الشخص نفسه
group-signing-by-an-app = التوقيع من تطبيق
call-businessrequest-checkeligibility = السؤال عن جواز إنشاء عقد
call-businessrequest-contractsigner-pairagent = رمز لاقتران برنامج التوقيع
call-businessrequest-contractsigner-sign = توقيع عقد عن الشركة
call-businessrequest-create--typeid = إنشاء عقد
call-businessrequest-current = قراءة العقد المنتظر
call-businessrequest-currentlist = سرد عقود شخص
call-businessrequest-currentlistids = سرد الأرقام التعريفية لعقود شخص
call-businessrequest-customersign-decline = رفض توقيع عقد
call-businessrequest-customersign-steprequestotp = طلب رمز توقيع عقد
call-businessrequest-customersign-stepvalidateotp = تقديم رمز توقيع عقد
call-businessrequest-customersign-stepvalidatepayment = تأكيد عقد
call-businessrequest-getbusinessrequestbyid--id = قراءة عقد
call-digitalidentity-linkuserwithexistingtransaction = ربط معاملة بشخص
call-v1-ocr-id-back = تقديم ظهر البطاقة قبل وجود مستخدم
call-v1-ocr-id-front = تقديم وجه البطاقة قبل وجود مستخدم
call-v1-ocr-liveness-multi = تقديم صور الوجه قبل وجود مستخدم
call-signagent-pair = اقتران برنامج التوقيع
call-signagent-next = ما يُطلب من برنامج التوقيع
call-signagent-sign = تسليم توقيع البرنامج

## شريحة جواز السفر، في failureReason
chip-unchecked = لا يتحقق هذا الخادم من توقيعات الشرائح بعد.
