# صفحات الجلسة. ‏$company متاح في كل النصوص، وكل متغير معزول الاتجاه،
# فيجوز أن تذكر الجملة كلمات لاتينية وأرقامًا بلا خلط.

## الإطار
product = ميثاق
company-unknown = الشركة
step-of = الخطوة { $number } من { $of }
step-open = البداية
step-phone = هاتفك
step-email = بريدك الإلكتروني
step-identity = هويتك
step-missing = بيانات ناقصة
step-review = المراجعة
step-sign = التأكيد
step-done = تم
footer-run-by = تدير هذه الصفحة { $company } من خلال ميثاق.
footer-privacy = الخصوصية
footer-help = المساعدة
errors-title = يُرجى مراجعة ما يلي
errors-prefix = يُرجى المراجعة:
optional = (اختياري)
pages = { $pages ->
    [one] صفحة واحدة
    [two] صفحتان
    [few] { $pages } صفحات
   *[other] { $pages } صفحة
}

## صفحات لا تعرف أحدًا
explain-title = تُفتح هذه الصفحة من دعوة
explain-what = تستخدم الشركات ميثاق لتدعوك إلى قراءة عقد، ثم توقيعه أو رفضه.
explain-how = ترسل إليك الشركة رابطًا خاصًا بك برسالة قصيرة أو بالبريد الإلكتروني. افتح هذا الرابط للمتابعة.
explain-safety = قراءة العقد لا تحتاج أبدًا إلى دفع مبلغ أو تثبيت برنامج.
link-needed-title = افتح الرابط من رسالتك
link-needed-what = لم تُفتح دعوتك في هذا المتصفح بعد، أو فُتحت منذ وقت طويل.
link-needed-next = ارجع إلى رسالة الشركة وافتح الرابط في هذا المتصفح.
unknown-title = هذا الرابط غير صحيح
unknown-what = لا توجد دعوة على هذا الرابط. ربما سقط جزء منه عند نسخه.
unknown-next = افتح الرابط من الرسالة مباشرة. وإن لم يعمل، فاطلب من الشركة رابطًا جديدًا.
expired-title = انتهت صلاحية الرابط
expired-what = تعمل الروابط مدة محدودة حمايةً لك. لم يعد التوقيع ممكنًا من هذا الرابط.
expired-next = اطلب رابطًا جديدًا من الشركة التي أرسلت الدعوة.
sign-link-expired-title = انتهى وقت هذه الصفحة
sign-link-expired-what = الرابط الذي فتحه التطبيق يعمل ٣٠ دقيقة فقط حمايةً لك، ولم يعد التوقيع ممكنًا منه.
sign-link-expired-next = ارجع إلى التطبيق وافتح العقد من جديد.
not-needed-title = لم يعد توقيعك مطلوبًا
not-needed-what = وقّع هذا العقد عدد كافٍ من المدعوين. وبما أنك لم توقّعه فهو لا يلزمك بشيء.
not-needed-next = لا يلزمك فعل شيء. إن لم تكن تتوقع ذلك، فتواصل مع الشركة.
revoked-title = سُحبت الدعوة
revoked-what = هذه الدعوة لم تعد سارية. لا يمكن التوقيع من هذا الرابط.
revoked-next = إن لم تكن تتوقع ذلك، فتواصل مع الشركة.
used-title = استُخدم هذا الرابط من قبل
used-what = يُفتح هذا الرابط مرة واحدة فقط، وقد فُتح في متصفح آخر.
used-next = إن كنت أنت من فتحه، فأكمل في ذلك المتصفح. وإلا فاطلب رابطًا جديدًا من الشركة.
completed-title = اكتملت هذه الدعوة
completed-what = وُقّع العقد، ولا يمكن توقيع شيء آخر من هذا الرابط.
completed-next = يمكنك الحصول على نسختك الموقّعة من هنا في أي وقت. نرسل أولًا رمزًا إلى الهاتف أو البريد الذي جرى التوقيع به.
completed-copy = احصل على نسختي
problem-title = حدث خطأ لدينا
problem-what = الخطأ ليس منك، وما أتممته من خطوات محفوظ.
problem-busy-title = الخدمة مشغولة جدًا الآن
problem-busy-what = يستخدمها عدد كبير في هذه اللحظة. ما أتممته من خطوات محفوظ.
problem-next = انتظر دقيقة ثم أعد تحميل الصفحة.
problem-reference = إذا تواصلت مع الشركة فاذكر هذا المرجع:

## البداية
open-title-contract = دعوة من { $company } لمراجعة عقد وتوقيعه
open-title-contracts = دعوة من { $company } لمراجعة { $contracts ->
    [one] عقد واحد وتوقيعه
    [two] عقدين وتوقيعهما
    [few] { $contracts } عقود وتوقيعها
   *[other] { $contracts } عقدًا وتوقيعها
}
open-title-identity = دعوة من { $company } لإثبات هويتك
open-lead = لا يُوقَّع أي شيء قبل أن تؤكد بنفسك في النهاية. ويمكنك التوقف عند أي خطوة.
open-lead-identity = لا يُوقَّع أي عقد هنا. ويمكنك التوقف عند أي خطوة.
open-next = ماذا سيحدث
open-step-phone = نرسل رمزًا إلى هاتفك
open-step-phone-more = لنتأكد أن الهاتف لك. لا نعرض شيئًا يخصك قبل ذلك.
open-step-email = نرسل رمزًا إلى بريدك الإلكتروني
open-step-email-more = لنتأكد أن البريد لك. لا نعرض شيئًا يخصك قبل ذلك.
open-step-review = تقرأ العقد
open-step-review-more = صفحة بصفحة، كما سيُختم تمامًا.
open-step-sign = توقّع برمز ثانٍ، أو ترفض
open-step-sign-more = وبعدها تحصل على نسختك.
open-step-identity = تثبت هويتك
open-step-identity-more = ببطاقة الرقم القومي والتحقق من الوجه.
open-valid-until = يعمل هذا الرابط حتى { $until }.
open-continue = متابعة
not-you = لست المقصود؟
not-you-what = إن كنت لا تعرف هذه الشركة، أو لم تكن الدعوة لك، فأوقف الرسائل.
not-you-button = لست أنا المقصود

## إثبات الهاتف
phone-title = أثبت أن هذا الهاتف لك
email-title = أثبت أن هذا البريد لك
phone-what = سنرسل رمز التحقق إلى { $destination }.
phone-sent = أرسلنا رمز التحقق إلى { $destination }.
phone-why = هذا الرمز لا يوقّع شيئًا.
mailbox-why = تطلب { $company } تأكيد بريدك الإلكتروني قبل التوقيع.
mailbox-name-title = ما بريدك الإلكتروني؟
mailbox-name-what = سنرسل إليه رمزًا لا يوقّع شيئًا.
mailbox-label = بريدك الإلكتروني
mailbox-for-copy = وبعد التوقيع نرسل إليه نسختك أيضًا.
mailbox-change-title = العنوان غير صحيح؟
mailbox-change-what = إن لم يصلك الرمز، فابحث عنه بين الرسائل غير المرغوب فيها وراجع العنوان. ولا يمكن هنا استخدام بريد سبق أن أكّده شخص آخر لدى الشركة.
mailbox-change-button = أرسل الرمز إلى هذا العنوان
phone-for-copy = وبعدها يمكنك تنزيل عقدك الموقّع.
code-label = رمز التحقق
code-hint = ستة أرقام، صالحة لمدة { $minutes ->
    [one] دقيقة واحدة
    [two] دقيقتين
    [few] { $minutes } دقائق
   *[other] { $minutes } دقيقة
}.
code-untold = هذه بيئة تجريبية عامة لا تخرج منها أي رسالة. رمز التحقق هو { $code }.
code-secret = لا تعطِ الرمز لأحد، حتى لمن يقول إنه من الشركة.
send-code = أرسل الرمز
verify-code = تحقق من الرمز
resend-question = لم يصلك الرمز؟
resend-code = أرسل رمزًا جديدًا
resend-wait = يمكنك طلب رمز جديد بعد { $time } دقيقة.
resend-now = يمكنك طلب رمز جديد الآن.

## القيم الناقصة
missing-title = تنقصنا بعض البيانات
missing-what = تحتاج إليها { $company } لإعداد عقدك. وبعدها تراجع العقد كاملًا.
missing-locked = بيانات أدخلتها الشركة
missing-locked-what = لا تتغير هذه البيانات هنا. إن وجدت خطأ فيها، فأبلغ الشركة من أسفل الصفحة.
missing-choose = اختر
missing-file-takes = ملف PDF أو صورة JPEG أو PNG، بحد أقصى { $most }.
missing-file-replace = لاستبداله اختر ملفًا آخر.
missing-save = احفظ وراجع العقد

## بطاقة العقد
card-label = عقدك
card-request = رقم العقد
card-pages = عدد الصفحات
card-amount = المبلغ
mark-test-seal = ختم تجريبي من جهة غير مرخّصة.
mark-identity-unchecked = هذا العقد لا يشترط التحقق من الهوية.

## المراجعة
review-title = راجع عقدك
review-lead = اقرأ العقد قبل التوقيع. ترى هنا الصفحات نفسها التي ستُختم.
review-highlights = أهم ما ورد في عقدك
review-page = صفحة { $page }
review-highlights-wrong = إن وجدت خطأ في هذه البيانات، فلا توقّع.
review-document = العقد صفحة بصفحة
review-picture = صفحة { $page } من { $pages }. تجد نص العقد أسفل الصفحات تحت عنوان «اقرأ العقد نصًا».
review-caption = صفحة { $page } من { $pages }
review-enlarge = اضغط على الصفحة لتكبيرها.
review-pdf = افتح العقد بصيغة PDF
review-text = اقرأ العقد نصًا
review-text-what = هذا النص للمساعدة على القراءة. ما توقّعه هو الصفحات المصورة وملف PDF.
review-table = جدول من العقد
review-fingerprint = البصمة الرقمية للعقد تنتهي بـ { $ending }
review-fingerprint-what = البصمة الرقمية محسوبة من ملف العقد نفسه، ولو تغيّر فيه حرف واحد لتغيّرت. وتذكر رسالة الرمز الأحرف الأربعة نفسها.
review-consent = قرأت هذا العقد وأوافق عليه. أؤكد برمز التحقق، ثم تختمه الشركة إلكترونيًا.
review-file = { $pages ->
    [one] صفحة واحدة
    [two] صفحتان
    [few] { $pages } صفحات
   *[other] { $pages } صفحة
}، نهاية بصمته الرقمية { $ending }
review-sign = وقّع برمز التحقق
review-stop = لا تريد التوقيع؟
signature-label = اسمك كتوقيع
signature-hint = اكتبه كما تريد أن يظهر في صفحة التوقيع.
drawing-title = ارسم توقيعك
drawing-hint = بإصبعك أو بالفأرة، ويظهر في صفحة التوقيع. وإن شئت فاكتب اسمك أعلاه بدلًا من الرسم.
drawing-pad = مساحة لرسم توقيعك
drawing-undo = تراجع عن آخر خط
drawing-clear = امسح
location-title = مكان التوقيع
location-why = تحفظه { $company } مع تأكيدك دليلًا إذا نازع أحد فيه. لا يُطبع في العقد، ويمكنك التوقيع من دونه.
location-share = أضف موقعي
location-forget = احذفه
location-asking = يطلب المتصفح الآن إذنك. يمكنك التوقيع دون انتظار.
location-given = أُضيف موقعك، ولا يُحفظ إلا إذا وقّعت.
location-refused = لم يُضف موقع. يمكنك التوقيع مع ذلك.
location-forgotten = حُذف موقعك. يمكنك التوقيع مع ذلك.
report-title = يوجد خطأ
report-what = إن كان اسم أو مبلغ أو تاريخ غير صحيح، فأبلغ { $company }. لن يُوقَّع شيء.
report-label = ما الخطأ؟
report-button = أبلغ الشركة
decline-title = ارفض
decline-what = لست ملزمًا بالتوقيع. إن رفضت، نخبر { $company } بذلك.
decline-label = سبب الرفض
decline-button = ارفض العقد

## التوقيع
sign-title = أكّد برمز التحقق
sign-sent = أرسلنا رمزًا إلى { $destination }، به توقّع هذا العقد دون غيره.
sign-compare = لا توقّع إلا إذا ذكرت الرسالة العقد { $request } والأحرف { $ending }.
sign-level = يُختم تأكيدك إلكترونيًا بختم { $company }، وليس هذا توقيعًا بشهادة تخصك.
sign-button = وقّع العقد
sign-read-again = اقرأ العقد مرة أخرى

## تم
done-title = وقّعت العقد
done-how = أكّدته برمز التحقق وختمته الشركة إلكترونيًا.
done-how-sealing = أكّدته برمز التحقق، والشركة تختمه إلكترونيًا الآن.
done-when = تاريخ التوقيع
done-by-phone = التأكيد من رقم
done-by-email = التأكيد من بريد
done-reference = المرجع
done-sealing = نجهّز نسختك. يستغرق ذلك ثواني، وتظهر هنا تلقائيًا.
done-sealing-check = تحقق مرة أخرى
done-download = نزّل نسختك من العقد
done-next = ماذا سيحدث بعد ذلك
done-next-customers = بقي أن يوقّع العقد آخرون مذكورون فيه، ونخبرك حين يوقّعون.
done-next-company = بقي توقيع { $company }، وبعده تصلك نسختك مرة أخرى بكل التوقيعات.
done-next-seal = يُختم العقد تلقائيًا عن { $company } بختمها الإلكتروني، وعادة ما يتم ذلك خلال ثوانٍ، ثم تصلك نسختك وعليها الختم.
done-copy-email = نرسل نسختك أيضًا إلى { $destination }.
done-copy-phone = نرسل أيضًا رابط نسختك إلى { $destination }.
done-copy = احتفظ بنسختك. ويعيدك رابط الدعوة إليها في أي وقت، بعد رمز جديد.

## نهايات وانتظار
declined-title = رفضت العقد
declined-what = لم يُوقَّع شيء، وأخبرنا { $company } برفضك.
declined-next = إن كان ذلك عن طريق الخطأ، فاطلب من الشركة دعوة جديدة.
reported-title = أبلغنا الشركة
reported-what = لم يُوقَّع شيء. علمت { $company } بوجود خطأ، وستتواصل معك.
reported-next = لا يلزمك أي إجراء آخر هنا.
not-me-title = شكرًا لك، لن نراسلك مرة أخرى
not-me-what = لن تصلك رسائل أخرى عن هذه الدعوة على هذا العنوان أو الرقم.
not-me-next = لا تعرف الشركة إلا أن الدعوة ربما وصلت إلى غير صاحبها.
mailbox-pending-title = لا يمكن تأكيد هذا البريد
mailbox-pending-what = تطلب { $company } تأكيد بريدك الإلكتروني قبل التوقيع، ولا يمكن هنا تأكيد البريد المذكور في هذه الدعوة.
mailbox-pending-next = اطلب من { $company } دعوة فيها بريد إلكتروني آخر. لم يُوقَّع أي شيء.
identity-pending-title = تأكدنا من هاتفك
identity-pending-title-email = تأكدنا من بريدك الإلكتروني
identity-pending-what = الخطوة التالية هي التحقق من هويتك، وهي غير متاحة في هذه الصفحة بعد.
identity-pending-next = ستخبرك { $company } بكيفية المتابعة. لا يُوقَّع أي شيء هنا.
blocked-form-title = لا يمكن المتابعة من هذا الرابط بعد
blocked-form-what = يحتاج عقدك إلى بيانات لا يمكن إدخالها في هذه الصفحة بعد.
blocked-several-what = تضم هذه الدعوة أكثر من عقد، ولا يمكن توقيعها في هذه الصفحة بعد.
blocked-next = يُرجى التواصل مع { $company }. لم يُوقَّع شيء، وبياناتك محفوظة.
waiting-title = بانتظار الشركة
waiting-what = يلزم أن توافق { $company } على العقد قبل أن توقّعه.
waiting-next = ستصلك رسالة بها رابط فور الموافقة. يمكنك إغلاق هذه الصفحة.
preparing-title = نجهّز عقدك
preparing-what = يستغرق ذلك ثواني، ثم تكمل الصفحة تلقائيًا.
refused-title = لم توافق الشركة على العقد
refused-what = لا يمكن توقيعه، ولم يُوقَّع شيء.
refused-reason = السبب الذي ذكرته الشركة

## ملفات قُدِّمت

file-shown = { $name } (ملف { $kind }، { $size })
file-kilobytes = { $number } كيلوبايت
file-megabytes = { $number } ميجابايت

## هل المستند أصلي، لأي شخص

check-title = تحقّق من مستند
check-what = اعرف هل صدر العقد من هنا حقًّا، وهل تغيّر فيه شيء. ويستطيع أي شخص أن يتحقق.
check-file-title = تحقّق من الملف
check-file-label = ملف PDF الذي وصلك
check-file-hint = حتى ١٦ ميجابايت. يُفحص مرة واحدة على هذا الخادم وحده، ولا يُحفظ في أي مكان.
check-file-button = تحقّق من الملف
check-code-title = تحقّق من نسخة مطبوعة
check-code-label = الرمز المختصر في الصفحة الأخيرة
check-code-hint = ١٦ حرفًا ورقمًا، مثل ABCD-{ "\u2060" }EFGH-{ "\u2060" }JKMN-{ "\u2060" }PQRS. الرمز وحده يُظهر من أصدر المستند ومتى، ولا يُظهر من وقّعه.
check-code-button = ابحث عن الرمز
check-code-found-title = صدر من هنا مستند بهذا الرمز
check-code-found-what = قارن ما هنا بنسختك. والملف نفسه وحده يُظهر هل تغيّر شيء ومن وقّع.
check-no-such-code-title = لا مستند بهذا الرمز
check-no-such-code-what = قارنه بالرمز في الصفحة الأخيرة. فإن كان هو نفسه فالمستند لم يُختم هنا: اسأل من أعطاك إياه.
check-genuine-title = هذا المستند أصلي
check-genuine-what = خُتم هنا ووقّعه الجميع، ولم يتغيّر فيه شيء منذ ذلك الحين.
check-genuine-open-title = أصلي، لكن لم يوقّعه الجميع بعد
check-genuine-open-what = خُتم هنا ولم يتغيّر فيه شيء منذ ذلك الحين. والتوقيعات المنتظرة ليست في هذا الملف.
check-genuine-ended-title = أصلي، لكنه لم يعد ساريًا
check-genuine-ended-what = خُتم هنا ولم يتغيّر فيه شيء منذ ذلك الحين. وانتهى العقد دون أثر: اسأل الشركة عن السبب.
check-altered-title = تغيّر هذا المستند
check-altered-what = يحمل ختمًا، لكن الملف ليس كما كان عند ختمه. لا تعتمد عليه، واطلب الأصل من الشركة.
check-not-ours-title = لم يُختم هذا المستند هنا
check-not-ours-what = يحمل ختم جهة أخرى، أو لا يعرفه أحد هنا. ولا تستطيع هذه الصفحة أن تقول عنه شيئًا.
check-unsealed-title = لا يحمل هذا المستند ختمًا
check-unsealed-what = قد يكون مسودة أو نسخة أُخذت بالطباعة. تحقّق من الملف الذي أُرسل إليك، أو من الرمز في صفحته الأخيرة.
check-unreadable-title = لا يمكن التحقق من هذا الملف
check-unreadable-what = ليس ملف PDF كاملًا، أو تحميه كلمة مرور. تحقّق من الملف كما أُرسل إليك.
check-no-file-title = لم يصل أي ملف
check-no-file-what = اختر ملف PDF وأرسله مرة أخرى. وقد يستغرق ذلك وقتًا على شبكة بطيئة.
check-too-large-title = هذا الملف أكبر من الممكن
check-too-large-what = تُفحص هنا ملفات حتى ١٦ ميجابايت. وبرنامج هذا الخادم يفحص ما هو أكبر على حاسوبك.
check-too-often-title = انتظر دقيقة من فضلك
check-too-often-what = وصلت من شبكتك طلبات كثيرة. حاول مرة أخرى بعد دقيقة.
check-test = خُتم بشهادة اختبار: لا أحد يضمن مُصدرها، وهو للتجربة فقط.
check-issuer = صادر عن
check-number = الرقم
check-day = خُتم في
check-pages = عدد الصفحات
check-fingerprint = البصمة (SHA-256)
check-fingerprint-what = آخر أربعة أحرف منها كانت في رسالة الرمز التي أكّد بها الموقّعون.
check-signatures = وقّعه
check-by-customer = العميل
check-by-company = عن الشركة
check-by-seal = ختم الشركة الإلكتروني
check-no-name = بلا اسم في المستند
check-level = أكّد كل شخص المستند برمز أُرسل إلى هاتفه أو بريده، وختمته الشركة إلكترونيًا. وليس هذا توقيعًا بشهادة تخص الشخص.
check-level-seal = خُتم عن الشركة تلقائيًا بختمها الإلكتروني كما ينص نوع العقد، وليس ذلك توقيع شخص.
check-time = الأوقات بساعة خادم الشركة.
check-time-stamped = الأوقات بساعة خادم الشركة. ووضعت { $authority } ختمًا زمنيًا على الملف أيضًا؛ ولا يُفحص هنا هل هي موثوقة.
