# ما تقوله الأوامر `mithaq verify` و`mithaq template` و`mithaq check` و`mithaq tenant` في سطر الأوامر.

verify-intact = سليم. الختم يغطي الملف كله، وسلسلة شهاداته تنتهي إلى شهادة جذر تثق بها.
verify-invalid = غير صالح. تغيّر الملف بعد ختمه، أو الختم تالف.
verify-unknown-issuer = سليم، لكن الجهة المُصدرة غير معروفة. لم يتغيّر شيء، لكن لا تشهد لهذا الختم أي شهادة جذر قدّمتها.
verify-unsigned = غير مختوم. لا يحمل هذا الملف أي ختم.
verify-not-readable = تتعذر قراءته. هذا الملف ليس ملف PDF سليم البنية.
verify-encrypted = تتعذر قراءته. ملف PDF هذا مشفّر.
verify-no-file = تتعذر قراءته. الملف غير موجود أو لا يمكن فتحه.

verify-file = الملف
verify-size = عدد البايتات
verify-revisions = عدد الإصدارات
verify-signature = الختم { $number }، الحقل { $field }
verify-others = وُقّع
verify-others-before = ببرنامج آخر، قبل ختم هذا المستند هنا
verify-others-what = ببرنامج آخر
verify-filled = حقول النموذج التي مُلئت بعده كما يسمح
verify-signer = ختمه
verify-issuer = أصدر الشهادة
verify-root = الثقة
verify-trusted = تنتهي السلسلة إلى شهادة جذر مُقدَّمة
verify-not-trusted = لا تنتهي السلسلة إلى أي شهادة جذر مُقدَّمة
verify-test-chain = تجريبي
verify-test-chain-what = شهادة اختبار، والجهة المُصدرة ليست مقدم خدمة مرخصًا
verify-covered = البايتات المغطاة
verify-revision = يُنهي الإصدار
verify-time = الوقت كما يذكره الختم
verify-expires = الشهادة صالحة حتى
verify-level = المستوى
verify-level-b-b = ‏B-B: توقيع بوقت يذكره هو نفسه
verify-level-b-t = ‏B-T: يثبت ختم زمني أنه كان موجودًا في ذلك الوقت
verify-level-b-lt = ‏B-LT: في الملف كل ما يلزم للحكم على شهاداته لاحقًا
verify-level-b-lta = ‏B-LTA: ختم زمني يغطي ذلك كله فيبقى قابلًا للإثبات بعد انتهاء الشهادات
verify-ended = انتهت
verify-ended-what = انتهت الشهادة منذ ذلك، ولا يثبت أي ختم زمني تثق به أن الختم كان قبل انتهائها؛ لا يقول ذلك إلا الختم نفسه
verify-proven = الوقت كما يثبته ختم زمني موثوق
verify-timestamp = الختم الزمني داخل الختم
verify-document-timestamp = الختم الزمني { $number } على الملف، الحقل { $field }
verify-authority = جهة الختم الزمني
verify-timestamp-time = الوقت الذي يذكره
verify-lapsed = سقطت حجيته
verify-lapsed-what = انتهت شهادته قبل إضافة ختم زمني جديد، فلم يعد يثبت شيئًا
verify-unknown = غير معروف
verify-problem = مشكلة: { $what } ({ $code })

verify-problem-structure-broken = خُتم الملف لكن بنيته تالفة
verify-problem-stray-signature = في الملف توقيع لا ينتمي إلى أي حقل
verify-problem-shared-signature = حقلان يحملان التوقيع نفسه
verify-problem-shared-revision = توقيعان يدّعيان الإصدار نفسه
verify-problem-not-wholly-covered = بعد آخر ختم بايتات لا يغطيها أي ختم
verify-problem-false-certification = الاعتماد ليس اعتماد الختم الأول
verify-problem-too-many-signatures = في الملف توقيعات أكثر مما يُقبل
verify-problem-store-not-plain = في موضع بيانات التحقق شيء آخر
verify-problem-dictionary-not-plain = قاموس التوقيع غير مكتوب بصورة صريحة
verify-problem-kind-unsupported = ليس توقيعًا بصيغة PAdES
verify-problem-byte-range = نطاق البايتات لا يطابق الملف المحيط بالتوقيع
verify-problem-contents = قيمة التوقيع غير مكتوبة بالصورة المعتمدة
verify-problem-no-revision-end = البايتات المغطاة ليست إصدارًا كاملًا
verify-problem-cms-malformed = رسالة التوقيع تالفة
verify-problem-not-one-signer = ليس في رسالة التوقيع موقّع واحد بالضبط
verify-problem-unsigned-attributes = في رسالة التوقيع خصائص غير موقّعة
verify-problem-attributes = الخصائص الموقّعة ليست خصائص PAdES
verify-problem-digest-mismatch = تغيّر المستند بعد ختمه
verify-problem-signing-certificate = الإشارة الموقّعة إلى شهادة أخرى
verify-problem-signer-missing = شهادة الموقّع غير موجودة
verify-problem-signature-invalid = قيمة التوقيع خاطئة
verify-problem-key-usage = الشهادة ليست مخصصة لتوقيع المستندات
verify-problem-chain-broken = سلسلة الشهادات مقطوعة
verify-problem-chain-refused = سلسلة الشهادات غير صالحة
verify-problem-unrelated-certificate = شهادة ليست من السلسلة
verify-problem-outside-validity = لم تكن إحدى الشهادات صالحة في الوقت المذكور
verify-problem-time-missing = لا يذكر الختم وقتًا
verify-problem-time-in-future = يذكر الختم وقتًا في المستقبل
verify-problem-time-after-timestamp = يذكر الختم وقتًا بعد ختمه الزمني
verify-problem-token-malformed = الختم الزمني تالف
verify-problem-token-other-bytes = الختم الزمني على بايتات أخرى
verify-problem-token-invalid = توقيع الختم الزمني خاطئ
verify-problem-token-certificate = شهادة الختم الزمني ليست مخصصة للأختام الزمنية
verify-problem-token-order = يذكر ختم زمني وقتًا بعد وقت الختم الزمني الذي يغطيه
verify-problem-token-before-entries = يذكر الختم الزمني وقتًا قبل وقت قيد يُفترض أنه عليه
verify-problem-token-renewal-of-other = التجديد الذي ينبغي أن يشمل الختم الزمني معدَّل، أو هو لأختام زمنية أخرى
verify-problem-revoked = كانت إحدى الشهادات قد أُلغيت
verify-problem-changed-afterwards = تغيّر المستند بعد الختم تغييرًا غير مسموح به

# ما يقوله الأمر `mithaq verify journal`.

verify-journal-whole = سليم. سجل { $company } كما كُتب.
verify-journal-broken = مكسور. تغيّر سجل { $company } بعد كتابته.
verify-journal-untrue = غير صحيح. لم يتغيّر سجل { $company }، لكن قيدًا فيه يذكر وقتًا بعد الختم الزمني الخارجي الذي عليه؛ كانت ساعة الخادم خاطئة حين كُتب.
verify-journal-unknown-issuer = سليم، لكن جهة ختم زمني غير معروفة. سجل { $company } كما كُتب، لكن لا تشهد لجهة أحد أختامه الزمنية أي شهادة جذر قدّمتها.
verify-journal-waiting = لم يكتمل الفحص. في سجل { $company } قيود لم تأخذ مكانها في السلسلة بعد، والسلسلة لا تشهد لها؛ والخادم العامل يعطيها أماكنها خلال ثانية.
verify-journal-not-judged = لم يُفحص. تعذرت قراءة سجل { $company }.
verify-journal-problem = السبب
verify-journal-entries = القيود السليمة
verify-journal-heads = الرؤوس المطابقة
verify-journal-head = أحدث رأس، ويُحفظ خارج هذا الجهاز
verify-journal-head-at = وقت هذا الرأس بساعة هذا الخادم
verify-journal-kept = الرؤوس المحفوظة خارج الجهاز والتي طابقها السجل
verify-journal-timestamps = الأختام الزمنية الخارجية على الرؤوس
verify-journal-by-issuer = لا يوجد؛ الوقت بساعة الجهة المُصدرة
verify-journal-timestamp-wrong = الختم الزمني الخارجي على الرأس عند { $size } لا يصح:
verify-journal-proven = الوقت المثبت
verify-journal-proven-what = القيود حتى { $size } كانت موجودة في { $at } بشهادة { $authority }
verify-journal-proven-unknown = لا يوجد؛ الوقت بساعة الجهة المُصدرة، إذ لا تشهد لجهة الختم الزمني أي شهادة جذر مقدّمة (--trust)
verify-journal-proven-lapsed = لا يوجد؛ الوقت بساعة الجهة المُصدرة، إذ انتهت شهادة جهة الختم الزمني
verify-journal-later = القيود بعد ذلك، ووقتها بساعة الجهة المُصدرة
verify-journal-unchained = قيود بلا مكان بعد
verify-journal-oldest = أقدمها بتاريخ
verify-journal-broken-missing = أول كسر عند { $place }: القيد الذي كان هنا مفقود.
verify-journal-broken-edited = أول كسر عند { $place }: عُدّل القيد { $entry }.
verify-journal-broken-moved = أول كسر عند { $place }: وُضع هنا القيد { $entry }، والذي كان هنا صار عند { $nowAt }.
verify-journal-broken-unlinked = أول كسر عند { $place }: القيد { $entry } لا يتصل بما قبله؛ إما استُبدل أو أُقحم أو غُيّرت حلقته.
verify-journal-broken-head = أول كسر عند { $place }: رأس السلسلة عند القيد { $place } لا يطابق القيود التي يعدّها؛ إما غُيّر الرأس أو أُعيدت كتابة القيود.
verify-journal-broken-headless = أول كسر عند { $place }: من هنا قيود في السلسلة لا يعدّها أي رأس؛ إما حُذف رأس أو أُضيفت من وراء الخادم.
verify-journal-broken-unreadable = أول كسر عند { $place }: هذا الصف ليس على الصورة التي يكتبها الخادم.
verify-journal-broken-outside = كسر قبل { $place }: القيود حتى { $place } ليست قيود الرأس الذي حفظته؛ إما أُعيدت كتابة السجل أو قُطع.
verify-journal-broken-tree = القيود سليمة، لكن الشجرة المحفوظة فوقها تغيّرت من القيد { $place }؛ ولا تصح الإثباتات المأخوذة منها.

# ما يقوله الأمر `mithaq verify` عن حزمة الإثبات.

verify-bundle-intact = سليمة. كل جزء من الحزمة سليم، وسلسلة شهادات أختامها تنتهي إلى شهادة جذر تثق بها.
verify-bundle-invalid = غير صالحة. لا تثبت الحزمة ما تقوله.
verify-bundle-unknown-issuer = سليمة، لكن الجهة المُصدرة غير معروفة. كل جزء سليم، لكن لا تشهد للأختام أي شهادة جذر قدّمتها.
verify-bundle-parts = الأجزاء
verify-bundle-parts-good = كل جزء هو الذي يسميه البيان، ولا شيء سواها
verify-bundle-check-seal = الأختام
verify-bundle-check-seal-good = لم يتغيّر شيء في ملف PDF بعد ختمه
verify-bundle-check-document = المستند
verify-bundle-check-document-good = ملف PDF هو الذي يخصه الإثبات، ويبدأ بالملف الذي رُوجع
verify-bundle-check-journal = السجل
verify-bundle-check-journal-good = ثبت أن كل قيد في السلسلة تحت رأسها
verify-bundle-check-time = الختم الزمني الخارجي
verify-bundle-check-time-good = على هذا الرأس، وسليم، وليس قبل أي قيد
verify-bundle-check-time-none = لا يوجد؛ الوقت بساعة الجهة المُصدرة
verify-bundle-check-story = الأحداث
verify-bundle-check-story-good = القيود لهذا العقد، وتذكر كل تأكيد وهذا الملف المختوم
verify-bundle-check-commitments = الالتزامات
verify-bundle-check-commitments-good = كل بيان مكشوف هو ما التزم به توقيعه
verify-bundle-check-completion = شهادة الإتمام
verify-bundle-check-completion-good = مختومة ولهذا العقد ومذكورة في السجل
verify-bundle-check-completion-none = لا شهادة بعد، لأن العقد لم يكتمل
verify-bundle-check-certificates = الشهادات
verify-bundle-check-certificates-good = مقروءة؛ ووجودها هنا لا يجعلها موثوقة
verify-bundle-entries = قيود السجل المثبتة
verify-bundle-head = رأس السلسلة
verify-bundle-head-at = وقت الرأس
verify-bundle-head-timestamped = بساعة الجهة المُصدرة؛ والختم الزمني الخارجي يثبت أن كل قيد كان موجودًا في الوقت الذي يذكره
verify-bundle-head-by-issuer = الوقت بساعة الجهة المُصدرة، دون ختم زمني من جهة خارجية
verify-bundle-head-by-unknown = الوقت بساعة الجهة المُصدرة؛ ولا تشهد لجهة الختم الزمني الخارجي أي شهادة جذر مقدّمة
verify-bundle-head-lapsed = الوقت بساعة الجهة المُصدرة؛ فقد انتهت شهادة جهة الختم الزمني الخارجي ولم يعد يثبت شيئًا
verify-bundle-head-not-timestamped = الوقت بساعة الجهة المُصدرة؛ والختم الزمني الخارجي لا يصح
verify-head-timestamp = الختم الزمني الخارجي على الرأس
verify-head-renewed = خُتم مرة أخرى قبل ذلك، في
verify-bundle-statement = مثبت: { $field } أكّد { $number } في { $at }
verify-bundle-statement-seal = مثبت: خُتم { $number } في الحقل { $field } في { $at } تلقائيًا بالختم الإلكتروني للشركة، ولم يوقّع فيه شخص طبيعي
verify-bundle-statement-name = الاسم كما يظهر في المستند
verify-bundle-statement-contact = وسيلة الوصول إليه
verify-bundle-seals = مدى الأختام
verify-bundle-seals-configuration = { $level }؛ والمطلوب { $wanted }. لم تُضبط على خادم الجهة المُصدرة جهة للختم الزمني
verify-bundle-seals-answer = { $level }؛ والمطلوب { $wanted }. لم تكن الجهات الخارجية قد استجابت بعد
verify-bundle-level = معنى التوقيع
verify-bundle-level-what = تأكيد برمز تشهد به الشركة بختمها الإلكتروني؛ وليس توقيعًا بشهادة تخص الشخص

verify-bundle-not-zip = تتعذر قراءته. هذا الملف ليس أرشيف ZIP كاملًا.
verify-bundle-too-large = تتعذر قراءته. الملف أو ما يُفك منه أكبر من أي حزمة.
verify-bundle-unknown-part = غير صالحة. في الأرشيف جزء ليس من أجزاء الحزمة.
verify-bundle-doubled-part = غير صالحة. في الأرشيف جزآن باسم واحد.
verify-bundle-missing-part = غير صالحة. جزء من الحزمة مفقود.
verify-bundle-other-method = غير صالحة. جزء محزوم بغير الطريقة التي يحزم بها الخادم. إن أعاد أحد حزمها فاطلبها كما صدرت.
verify-bundle-altered-part = غير صالحة. جزء ليس هو الذي يسميه البيان.
verify-bundle-malformed-part = غير صالحة. جزء ليس على الصورة المعروفة للحزم.
verify-bundle-not-as-written = غير صالحة. في الأرشيف شيء بين أجزائه أو بعدها. إن أعاد أحد حزمها فاطلبها كما صدرت.

verify-bundle-problem-seal-invalid = تغيّر ملف PDF بعد ختمه أو أحد الأختام غير صالح؛ افحص contract.pdf وحده لتعرف أيّها
verify-bundle-problem-other-document = ملف PDF ليس هو الذي يخصه هذا الإثبات
verify-bundle-problem-not-the-reviewed = لا يبدأ ملف PDF بالملف الذي رُوجع
verify-bundle-problem-other-signers = وقّع ملف PDF غير من يسميهم الإثبات
verify-bundle-problem-other-seal = توقيع كان ينبغي أن يكون بختم الشركة، وهو بشهادة أخرى
verify-bundle-problem-other-kind = توقيع ليس من النوع الذي يذكره الإثبات
verify-bundle-problem-entries-out-of-order = قيود السجل ناقصة أو أكثر من الممكن أو بغير ترتيبها
verify-bundle-problem-broken-link = قيد في السجل لا يتصل بما قبله
verify-bundle-problem-not-proved = قيد في السجل عُدّل، أو ليس في السلسلة تحت رأسها
verify-bundle-problem-timestamp-of-other = الختم الزمني الخارجي لرأس آخر
verify-bundle-problem-timestamp-invalid = الختم الزمني الخارجي غير سليم: غُيّر، أو ليس من جهة مخصصة للأختام الزمنية
verify-bundle-problem-timestamp-before-entries = يذكر الختم الزمني الخارجي وقتًا قبل وقت قيد يُفترض أنه عليه
verify-bundle-problem-renewal-invalid = تجديد الختم الزمني الخارجي معدَّل، أو هو لأختام زمنية أخرى
verify-bundle-problem-other-contract = قيد في السجل لعقد آخر أو جلسة أخرى
verify-bundle-problem-sealing-not-told = لا يذكر أي قيد أن هذا الملف خُتم
verify-bundle-problem-confirmation-not-told = تأكيد مزعوم ليس في السجل كما يُزعم
verify-bundle-problem-facts-not-told = يذكر السجل نوعًا أو إصدارًا أو عدد صفحات أو وقتًا للعقد غير ما في الملف
verify-bundle-problem-other-commitment = بيان ليس هو ما التزم به التوقيع
verify-bundle-problem-other-statement = بيان يتحدث عن غير ما في الإثبات
verify-bundle-problem-completion-missing = العقد مكتمل ولا شهادة بذلك، أو أن الشهادة لعقد لم يكتمل
verify-bundle-problem-completion-invalid = شهادة الإتمام غير سليمة، أو ختمتها جهة غير جهة العقد
verify-bundle-problem-other-completion = شهادة الإتمام لعقد آخر، أو ليست التي يذكرها السجل
verify-bundle-problem-certificates-malformed = تتعذر قراءة الشهادات

template-good = { $text }: صالح. عدد صفحاته عند طباعته ببيانات نموذجية: { $pages }.
template-printed = { $text }: عدد الصفحات { $pages }، وعليها جميعًا أنها للمعاينة.
template-printed-unmarked = { $text }: عدد الصفحات { $pages }. ملف PDF موقّع من آخرين، فلا يمكن أن توضع عليه علامة المعاينة.
template-unprintable = لا يحتوي أي خط مضمّن على هذه الحروف، وتحل محلها دائرة منقّطة: { $text }
template-takes = توضع توقيعات العقد في حقول التوقيع الآتية التي تنتظر في ملف PDF، بهذا الترتيب، بقدر عدد التوقيعات: { $text }. وما لم يُذكر من حقوله المنتظرة متروك لغيرها: فهو مغلق، أو يشترط في توقيعه ما لا يفي به الختم هنا ‎(/Lock, /SV)‎.
template-takes-none = لا تأخذ توقيعات العقد أي حقل من ملف PDF هذا، فلا تظهر على صفحاته. وما فيه من حقل ينتظر توقيعًا متروك لغيرها: فهو مغلق، أو يشترط في توقيعه ما لا يفي به الختم هنا ‎(/Lock, /SV)‎.
template-field-name = الحقل «{ $name }»
template-and-field = { $names }، ثم { $name }
template-moved = لا تتسع لها مواضعها، فتُطبع في صفحة التوقيع: { $text }
template-position = السطر { $line }، العمود { $column }
template-file = الملف { $subject }: { $more }
template-type = نوع العقد ليس JSON بالصيغة المطلوبة: { $subject }
template-values = يجب أن تكون القيم كائن JSON فيه قيمة لكل مفتاح حقل.
template-value = { $subject }: لا يوجد حقل بهذا المفتاح، أو أن القيمة لا تناسبه.
template-not-printed = تتعذر طباعة القالب: { $subject }

template-fault-json = ليس هذا JSON بالصيغة المطلوبة: { $subject }
template-fault-front-matter = يجب أن يبدأ الملف بسطر «---» ثم الإعدادات ثم سطر «---» آخر.
template-fault-setting = «{ $subject }» ليس إعدادًا معروفًا، أو أن قيمته غير صالحة، أو أنه مكرر.
template-fault-title = يجب أن تذكر المقدمة عنوان المستند بكل لغة من لغاته.
template-fault-unclosed-placeholder = قوسان معقوفان مفتوحان لم يُغلقا في السطر نفسه.
template-fault-unclosed-condition = الشرط المعلّق على «{ $subject }» غير مغلق.
template-fault-unexpected-close = إغلاق «{ $subject }» لا يقابله شرط مفتوح.
template-fault-unclosed-bold = النص العريض غير مغلق.
template-fault-bad-key = «{ $subject }» ليس مفتاح حقل ولا اسمًا مدمجًا.
template-fault-too-deep = الشروط متداخلة أعمق مما يُقبل.
template-fault-crossed-emphasis = يجب أن يبدأ التمييز وينتهي في الجهة نفسها من الشرط.
template-fault-raw-html = لا يدخل HTML في المستند.
template-fault-picture = لا توضع الصور إلا في رأس الخطاب، وملفها بجوار القالب.
template-fault-logo = يجب أن يكون الشعار بصيغة PNG أو JPEG وألا يتجاوز 256 كيلوبايت.
template-fault-link = لا تدخل الروابط في المستند، فما تؤدي إليه لا يُوقَّع.
template-fault-code = لا تدخل الشيفرة في المستند. هل يبدأ السطر بمسافات زائدة؟
template-fault-rule = لا يدخل الخط الفاصل في المستند، و«\pagebreak» تبدأ صفحة جديدة.
template-fault-heading-level = تنزل العناوين مستوى واحدًا في كل مرة، حتى المستوى الثالث.
template-fault-nesting = لا تتداخل القوائم أكثر من ثلاثة مستويات، ولكل بند فقرة واحدة، ولا تحتوي الاقتباسات إلا على فقرات.
template-fault-parting = تفصل «::» النص مرة واحدة خارج التمييز والشروط، في مستند بلغتين.
template-fault-language = تأتي اللغتان حول «::» بترتيبهما في المقدمة، والإنجليزية أولًا إن لم تذكرهما.
template-fault-table = للجدول صف عناوين، وفي كل صف العدد نفسه من الخلايا، وتأتي «Table:» قبل الجدول مباشرة.
template-fault-too-many-columns = للجدول من عمود إلى 12 عمودًا.
template-fault-row = لا ترد الخلايا بأرقامها إلا في صف يقع كله داخل شرط حقل واحد.
template-fault-field-in-furniture = «{ $subject }»: لا ترد الحقول في العنوان ورأس الخطاب ورأس الصفحة وذيلها.
template-fault-control = المحرف { $subject } غير مرئي، أو يقلب اتجاه النص.
template-fault-too-long = النص أطول مما يُقبل في مستند.

template-defect-bad-key = مفتاح الحقل «{ $subject }» لا يحتوي إلا على حروف إنجليزية وأرقام والشرطة السفلية.
template-defect-duplicate-key = مفتاح الحقل «{ $subject }» مكرر.
template-defect-options = الحقل «{ $subject }»: الاختيارات لحقول القوائم وحدها، ولا تخلو منها.
template-defect-parent = الحقل «{ $subject }»: يجب أن يسبقه الحقل الذي يتوقف عليه، دون عمق زائد.
template-defect-parent-value = الحقل «{ $subject }» يتوقف على إجابة لا يقبلها الحقل الآخر.
template-defect-pattern = الحقل «{ $subject }»: النمط لحقول النص وحدها، ويجب أن يكون تعبيرًا نمطيًا صغيرًا.
template-defect-limits = الحقل «{ $subject }»: حدوده لا تناسب نوعه أو تتعارض.
template-defect-default = الحقل «{ $subject }» لا يقبل قيمته المبدئية.
template-defect-columns = الحقل «{ $subject }»: الأعمدة للجداول وحدها، ولا تخلو منها، ولها حد من الصفوف إن كان الشخص يملؤها.
template-defect-table-placeholder = يملأ المستند جدولًا من «{ $subject }»، وليست له صفوف.
template-defect-table-column = يذكر المستند عمودًا ليس في «{ $subject }».
template-defect-format = يطبع المستند «{ $subject }» بصيغة «{ $more }»، وليست من صيغ نوعه.
template-defect-form-field = لا يتسع الحقل «{ $more }» من نموذج ملف PDF لكل قيم «{ $subject }» الممكنة: فهو من نوع آخر، أو ينقصه أحد الخيارات.
template-defect-unused-field = الحقل «{ $subject }» مطلوب، والمستند لا يستخدمه.
template-defect-too-many-fields = عدد الحقول أكبر مما يُقبل.
template-defect-too-many-files = عدد حقول الملفات أكبر مما يُقبل.
template-defect-countersigners = يجب أن يكون الموقّعون عن الشركة قليلين ومختلفين ومسمَّين.
template-defect-identity-source = الحقل «{ $subject }»: يشترط identitySource أن تكون identityPolicy مطلوبة وأن يناسبه نوع الحقل.
template-defect-minimum-age = minimumAge ليس عدد سنوات يمكن اشتراطه.
template-defect-unknown-placeholder = يذكر المستند «{ $subject }»، ولا يوجد حقل بهذا المفتاح.
template-defect-empty = يحتاج نوع العقد إلى اسم وحقل ومستند.

template-upload-unreadable = تتعذر قراءة ملف PDF كما هو مكتوب، ولا تُصلَح الملفات التالفة.
template-upload-encrypted = ملف PDF مشفّر.
template-upload-too-large = بايتات ملف PDF أو صفحاته أو كائناته أكثر مما يُقبل.
template-upload-javascript = يحتوي ملف PDF على شيفرة JavaScript.
template-upload-open-action = ينفّذ ملف PDF شيئًا عند فتحه (OpenAction).
template-upload-additional-action = ينفّذ ملف PDF شيئًا من تلقاء نفسه (AA).
template-upload-launch = يشغّل ملف PDF برنامجًا (Launch).
template-upload-action = يحتوي ملف PDF على إجراء غير الروابط.
template-upload-xfa = يحتوي ملف PDF على نموذج XFA.
template-upload-embedded-file = يحتوي ملف PDF على ملفات مضمّنة.
template-upload-external-reference = يشير ملف PDF إلى ما هو في ملف آخر.
template-upload-optional-content = يحتوي ملف PDF على طبقات أو صور يمكن تبديلها.
template-upload-form = نموذج ملف PDF غير مكتوب كما تُكتب النماذج: حقول متداخلة في حلقة، أو حقلان باسم واحد، أو مربعات لا تتبع أي حقل.
template-upload-annotation = يحتوي ملف PDF على ملاحظات أو أختام أو أفلام أو أصوات.
template-upload-signed = في ملف PDF بقايا توقيع، أو حقوق استخدام، لا تتبع أي حقل.
template-upload-signature-broken = عُدّل ملف PDF بعد توقيعه: أحد توقيعاته غير سليم.
template-upload-signature-unknown = في ملف PDF توقيع لا يمكن التحقق منه هنا: خوارزميته أو صيغته غير مدعومة، أو لم تكن شهادته سارية حينها.
template-upload-signature-forbids = توقيعات ملف PDF تمنع أي توقيع بعدها، بموجب DocMDP أو FieldMDP.
template-placed-on-signed = ملف PDF موقّع، فلا يوضع شيء على صفحاته: يجب أن يسمّي «{ $subject }» حقلًا من نموذجه.
template-form-field-unknown = ليس في نموذج ملف PDF حقل باسم «{ $subject }».
template-form-field-twice = ذُكر الحقل «{ $subject }» من نموذج ملف PDF مرتين.
template-form-field-read-only = الحقل «{ $subject }» من نموذج ملف PDF للقراءة فقط.
template-form-field-locked = الحقل «{ $subject }» من نموذج ملف PDF يقفله توقيع فيه، أو مُلئ بعد آخر توقيع، فلم يعد ملؤه ممكنًا.
template-form-field-unseen = لا تُظهر أي صفحة الحقل «{ $subject }» من نموذج ملف PDF.
template-form-field-kind = الحقل «{ $subject }» من نموذج ملف PDF من نوع لا يُملأ: زر، أو كلمة مرور، أو ملف، أو نص منسّق.
template-form-field-apart = للحقل «{ $subject }» من نموذج ملف PDF مربعات هي كائنات مستقلة، كأزرار الاختيار: وملؤه في ملف موقّع تعدّه بعض البرامج تعديلًا.
template-form-field-too-small = الحقل «{ $subject }» من نموذج ملف PDF أصغر من أن يتسع لنص.
template-form-field-size = الحقل «{ $subject }» من نموذج ملف PDF: قيمتا size وleast بين 4 و40 نقطة، ولا تزيد least على size.
template-form-field-reserved = في نموذج ملف PDF حقل باسم «{ $subject }»، وهو اسم تحمله حقول التوقيع التي تضيفها العقود: Customer أو Company يليه رقم، وكذلك CompanySeal. سمِّه باسم آخر.

waiting-warning = تحذير: { $what }
waiting-countersignature = الأختام: { $company }‏: { $count ->
    [one] عقد واحد ينتظر
    [two] عقدان ينتظران
    [few] { $count } عقود تنتظر
    [many] { $count } عقدًا ينتظر
   *[other] { $count } عقد ينتظر
} ختم الشركة الذي يُوضع تلقائيًا فيكتمل به التوقيع. الأطول انتظارًا: العقد ‎{ $contract }‎، منذ ‎{ $since }‎. { $why }
waiting-signature = الأختام: { $company }‏: { $count ->
    [one] عقد واحد ينتظر
    [two] عقدان ينتظران
    [few] { $count } عقود تنتظر
    [many] { $count } عقدًا ينتظر
   *[other] { $count } عقد ينتظر
} ختم الشركة على توقيعات تمت. الأطول انتظارًا: العقد ‎{ $contract }‎، منذ ‎{ $since }‎. { $why }
waiting-level = الأختام: { $company }‏: { $count ->
    [one] ملف مختوم واحد لم يبلغ
    [two] ملفان مختومان لم يبلغا
    [few] { $count } ملفات مختومة لم تبلغ
    [many] { $count } ملفًا مختومًا لم يبلغ
   *[other] { $count } ملف مختوم لم يبلغ
} المستوى الذي تريده الشركة: ما يلزم من الجهات الخارجية لم يُضَف كله بعد. الأطول انتظارًا: العقد ‎{ $contract }‎، منذ ‎{ $since }‎. { $why }
waiting-authority = الأختام: { $company }‏: { $count ->
    [one] ملف مختوم واحد ينتظر
    [two] ملفان مختومان ينتظران
    [few] { $count } ملفات مختومة تنتظر
    [many] { $count } ملفًا مختومًا ينتظر
   *[other] { $count } ملف مختوم ينتظر
} خادمًا ضُبطت له جهة ختم زمني ‎([[timestamp]])‎ لرفع الختم إلى المستوى الذي تريده الشركة. الأطول انتظارًا: العقد ‎{ $contract }‎، منذ ‎{ $since }‎.
waiting-untried = لم تجرِ أي محاولة بعد: هل يعمل خادم على هذه البيانات؟
waiting-under-way = هناك محاولة جارية، أو محاولة انقطعت.
waiting-failed = عدد المحاولات: { $attempts }. نتيجة آخرها: ‎{ $why }‎
waiting-cut = الأختام: في قائمة الأعمال أكثر مما يُفحص هنا، فقد يكون المنتظر أكثر مما ذُكر.
waiting-unread = الأختام: تتعذر معرفة ما ينتظر الختم: ‎{ $why }‎

seal-key-at-least = ما لا يقل عن { $count }
seal-key-other-name = لم يُستورد شيء. الشهادة الجديدة باسم ‎({ $new })‎، وهناك { $count ->
    [one] عقد خُتم بعض توقيعاته تحت اسم آخر ولم تكتمل، وهو
    [two] عقدان خُتم بعض توقيعاتهما تحت اسم آخر ولم تكتمل، أقدمهما
    [few] { $counted } عقود خُتم بعض توقيعاتها تحت اسم آخر ولم تكتمل، أقدمها
    [many] { $counted } عقدًا خُتم بعض توقيعاتها تحت اسم آخر ولم تكتمل، أقدمها
   *[other] { $counted } عقد خُتم بعض توقيعاتها تحت اسم آخر ولم تكتمل، أقدمها
} ‎{ $contract }‎، بدأ توقيعه في ‎{ $since }‎ تحت اسم الشهادة ‎({ $begun })‎. وما يُختم عن الشركة باسمين يرفض الأمر ‎`mithaq verify`‎ حزمة إثباته ‎(other-seal)‎. فلتكتمل التوقيعات أولًا أو ليُسحب ما لم يكتمل، أو أعد الأمر مع ‎--other-name‎ إن كنت تقبل ذلك.
