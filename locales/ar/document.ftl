# ما يطبع في المستندات المختومة إلى جانب نص العقد نفسه.

document-mark-test-chain = نسخة تجريبية: ختمت بشهادة اختبار، والجهة المصدرة ليست مقدم خدمة مرخصا.
document-mark-preview = للمعاينة ببيانات نموذجية. هذا ليس عقدًا ولا{ "\u00A0" }يمكن توقيعه.
document-mark-sandbox = بيئة تجريبية: أنشئ هذا المستند للتجربة، ولا{ "\u00A0" }تعد هوية الموقع ولا{ "\u00A0" }أي بيانات فيه حقيقية.
document-mark-identity-not-checked = لم{ "\u00A0" }يتحقق من بطاقة الرقم القومي للموقع في هذا العقد.
document-mark-required-customers = يسري هذا العقد متى بلغ عدد من وقّعوه من العملاء { $required } من أصل { $customers }، على أن يكون العميل 1 من بينهم. ومن لم{ "\u00A0" }يوقّعه حتى ذلك الحين فلا{ "\u00A0" }يلزمه العقد.
document-file = ملف { $kind } باسم «{ $name }»، حجمه { $size }، وبصمته SHA-256 هي { $sha256 }
document-kilobytes = { $number } كيلوبايت
document-megabytes = { $number } ميجابايت
document-signer-customer = العميل
document-signer-customer-numbered = العميل رقم { $number }
document-signer-company = عن { $company }
document-signer-company-numbered = عن { $company }: الموقع رقم { $number }
document-signer-seal = الختم الإلكتروني: { $company }
document-signature-field = خانة التوقيع: { $signer }
document-seal-reason = أكده العميل برمز التحقق وختمته الشركة إلكترونيا
document-seal-reason-company = وقعه مفوض عن الشركة وختمته الشركة إلكترونيا
document-seal-reason-by-itself = ختمته الشركة بختمها الإلكتروني تلقائيا دون توقيع شخص
document-block-confirmed-by = أكده
document-block-phone = وسيلة الاتصال المتحقق منها
document-block-time = الوقت
document-block-reference = الرقم المرجعي
document-block-level = أكد برمز التحقق وختمته الشركة إلكترونيا.
document-block-for = عن
document-block-countersigned-by = وقعه عن الشركة
document-block-level-company = وقع من حساب المفوض لدى الشركة وختمته الشركة إلكترونيا.
document-block-certificate = شهادة التوقيع
document-block-seal-certificate = شهادة الختم
document-block-level-own-key = وقع بشهادة التوقيع الخاصة بالموقع نفسه.
document-block-level-seal = ختم عن الشركة تلقائيا بختمها الإلكتروني كما ينص نوع العقد، ولم{ "\u00A0" }يوقعه{ "\u00A0" }شخص.

# ما تقوله شهادة الإتمام.

completion-title = شهادة إتمام
completion-intro = تخص هذه الشهادة العقد { $number } لدى { $company }. تذكر من وقّع العقد ومتى وكيف ثبت ذلك، ولا{ "\u00A0" }تضيف إلى العقد شيئًا ولا{ "\u00A0" }تغيّر فيه شيئًا.
completion-contract = العقد
completion-number = الرقم
completion-type = نوع العقد
completion-pages = عدد الصفحات
completion-code = رمز الاستعلام عنه
completion-reviewed = بصمة المستند الذي رُوجع (SHA-256)
completion-sealed = الملف المختوم وقت تحرير هذه الشهادة
completion-sealed-file = { $bytes } بايت، وبصمته (SHA-256) { $sha256 }
completion-seals = مدى أختام العقد (EN{ "\u00A0" }319{ "\u00A0" }142-1)
completion-seals-reached = المستوى { $level }
completion-seals-configuration = { $level }؛ والمطلوب { $wanted }. لم{ "\u00A0" }تُضبط على خادم { $company } جهة للختم الزمني، فأوقات الأختام بساعة هذا الخادم.
completion-seals-answer = { $level }؛ والمطلوب { $wanted }. لم{ "\u00A0" }تستجب الجهات الخارجية حتى تحرير هذه الشهادة، ويُرفع العقد متى استجابت.
completion-signers = الموقّعون
completion-who = الموقّع
completion-how = كيف ثبت ذلك
completion-when = متى
completion-how-code = كتب الرمز المرسل إلى { $contact } لبصمة هذا المستند. ولم{ "\u00A0" }تُفحص وثيقة هوية لهذا العقد.
completion-how-verified = وُثّقت هويته من قبل، وكتب الرمز المرسل إلى { $contact } لبصمة هذا المستند.
completion-how-member = وقّع عن { $company } من حسابه لديها.
completion-how-own-key = وقّع عن { $company } بشهادة التوقيع الخاصة به: { $certificate }.
completion-how-seal = خُتم عن { $company } تلقائيًا بختمها الإلكتروني كما ينص نوع العقد، ولم{ "\u00A0" }يوقّعه{ "\u00A0" }شخص. الشهادة: { $certificate }.
completion-meaning = معنى التوقيع هنا: أكّد الشخص بصمة المستند الذي راجعه برمز، ويشهد بذلك ختم الشركة الإلكتروني. وليس توقيعًا بشهادة تخص الشخص.
completion-time = الأوقات بساعة خادم { $company }. أما الختم الزمني من جهة خارجية، إن وُجد، فموضعه العقد المختوم نفسه.
completion-frame = ختم { $company }
completion-sealed-by = ختمها
completion-level = خُتمت هذه الشهادة إلكترونيًا من الشركة، ولم{ "\u00A0" }يوقّعها شخص بنفسه.
completion-reason = شهادة إتمام مختومة إلكترونيًا من الشركة

# ما يقوله الملف `README.ar.txt` في حزمة الإثبات.
evidence-readme =
    إثبات العقد { $number }، من { $company }

    يثبت هذا الملف عقدًا دون الخادم الذي وُقّع عليه. يُفحص بالأمر

        mithaq verify evidence.zip --trust root.pem --language ar

    على أي حاسوب ودون شبكة. والملف root.pem شهادة الجذر للجهة التي تثق بها؛ خذه من تلك الجهة نفسها
    لا من هذه الحزمة.

    contract.pdf        العقد المختوم إلكترونيًا. يبدأ، بايتًا ببايت، بالملف الذي رُوجع، ويستطيع أي قارئ
                        PDF يعرف التوقيعات أن يفحصه أيضًا.
    completion.pdf      شهادة الإتمام، مختومة هي أيضًا، إن كان العقد مكتملًا: من وقّع ومتى وكيف ثبت ذلك،
                        وبصمة SHA-256 للعقد المختوم.
    contract.json       العقد ومن وقّعه، وليس فيه ما لا يظهر في ملف PDF.
    journal.json        ما دوّنه الخادم عن هذا العقد ساعة حدوثه، ومع كل قيد إثبات (RFC 9162) أنه في سجل
                        الشركة المتسلسل. والقيم الشخصية فيه بصمات مملّحة فقط.
    commitments.json    ما التزم به كل توقيع، ومعه الملح الذي يكشفه.
    certificates.pem    شهادات الأختام. ووجودها هنا لا يجعلها موثوقة.
    manifest.json       بصمة SHA-256 لكل جزء.

    معنى التوقيع هنا: أكّد الشخص بصمة SHA-256 للملف الذي راجعه برمز أُرسل إلى هاتفه أو بريده، وتشهد
    الشركة بذلك بختمها الإلكتروني. وليس هذا توقيعًا بشهادة تخص الشخص نفسه. أما التوقيع الذي مستواه في
    contract.json هو company-seal فبالختم الإلكتروني للشركة نفسه كما ينص نوع العقد، ولم يوقّعه شخص.
    وما لم يوجد ختم زمني من جهة خارجية فالأوقات بساعة الجهة المُصدرة.
