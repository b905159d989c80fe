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
