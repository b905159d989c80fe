# ما يقوله `mithaq sign-agent` في الطرفية لمن يوقّع عن الشركة.
agent-paired = تم الاقتران: يوقّع هذا الحاسوب عن { $company } باسم { $member }. شغّله بالأمر “mithaq sign-agent run”.
agent-waits = في انتظار ما تطلب { $company } أن يوقّعه { $member }. أوقفه بـ Ctrl-C.
agent-shows =
    مطلوب توقيعه عن { $company }
      العقد         { $number }
      عدد الصفحات   { $pages }
      SHA-256       { $sha256 }
      للقراءة       { $file }
    قارن قيمة SHA-256 بالتي يعرضها نظام الشركة.
agent-ask-consent = هل توقّع هذا العقد؟ اكتب «نعم» للتوقيع، وأي شيء آخر للرفض.
agent-ask-pin = الرقم السري (PIN) لجهاز التوقيع، ولن يظهر أثناء كتابته:
agent-signed = تم التوقيع. ويستكمل العقد خطواته تلقائيًا.
agent-declined = لم يوقَّع العقد.
agent-told = أُبلغت الشركة بذلك.
agent-distrusts = ما أرسله الخادم غير متسق، ولذلك لم يوقَّع: { $why }.
agent-other-key = وقّع الجهاز بمفتاح غير المقترن. أعد اقتران هذا الحاسوب.
agent-not-by-token = لم يوقّع الجهاز: { $why }.
agent-silence = لم ينجح ذلك، وستُعاد المحاولة: { $why }
agent-revoked = لم يعد هذا الاقتران صالحًا. اطلب رمزًا جديدًا وأعد اقتران هذا الحاسوب.
agent-why-unreadable = الطلب غير مقروء
agent-why-other-document = لا يبدأ الملف بالمستند الذي ذُكرت قيمة SHA-256 له
agent-why-other-statement = البيان يخص شيئًا آخر
agent-why-no-place = ليس في نهاية الملف موضع خالٍ للتوقيع
agent-why-certificate = تعذّر استخدام شهادة هذا الاقتران
agent-token-module = تعذّر استخدام مكتبته البرمجية ({ $detail })
agent-token-away = الجهاز غير موصّل
agent-token-several-tokens = أكثر من جهاز يحمل هذا الاسم
agent-token-pin-refused = رفض الرقم السري، ولن يُجرَّب مرة أخرى حتى تكتب غيره
agent-token-pin-at-risk = رقم سري خطأ آخر يقفله، أو هو مقفل بالفعل؛ استخدم أدوات الشركة المصنّعة له
agent-token-no-key = ليس فيه مفتاح بهذا الاسم مع شهادته
agent-token-several-keys = فيه أكثر من مفتاح بهذا الاسم
agent-token-unsupported-key = لا يستطيع التوقيع بهذا المفتاح بالطريقة المطلوبة
agent-token-failed = حدث فيه خلل ({ $detail })
