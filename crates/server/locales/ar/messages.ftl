## حقول الطلب

required = هذا الحقل مطلوب.
not-null = لا يمكن أن تكون قيمة هذا الحقل null.
not-blank = لا يمكن ترك هذا الحقل فارغًا.
not-a-string = هذا ليس نصًا صالحًا.
not-a-boolean = يجب أن تكون القيمة منطقية (true أو false).
too-long = يجب ألا يزيد هذا الحقل على { $max ->
        [one] حرف واحد
        [two] حرفين
        [few] { $max } أحرف
        [many] { $max } حرفًا
       *[other] { $max } حرف
    }.
too-short = يجب ألا يقل هذا الحقل عن { $min ->
        [one] حرف واحد
        [two] حرفين
        [few] { $min } أحرف
        [many] { $min } حرفًا
       *[other] { $min } حرف
    }.
null-characters = لا يُسمح بالمحارف الصفرية.
surrogate = لا يُسمح بالمحارف البديلة المنفردة: U+{ $unit }.
no-data = لم تُرسل أي بيانات.
not-a-dictionary = بيانات غير صالحة: كان المتوقع كائنًا، لكن الوارد هو { $kind }.
email-invalid = أدخل عنوان بريد إلكتروني صالحًا.
username-invalid = اسم المستخدم غير صالح. لا يُسمح فيه إلا بالحروف والأرقام والرموز @/./+/-/_
username-taken = اسم المستخدم هذا مأخوذ.
value-taken = يوجد { $model } بهذه القيمة ({ $field }) من قبل.
password-too-similar = كلمة المرور شبيهة جدًا { $attribute ->
        [first_name] بالاسم الأول
        [last_name] باسم العائلة
        [email] بعنوان البريد الإلكتروني
       *[username] باسم المستخدم
    }.
password-too-short = كلمة المرور قصيرة جدًا. يجب ألا تقل عن { $min ->
        [one] حرف واحد
        [two] حرفين
        [few] { $min } أحرف
        [many] { $min } حرفًا
       *[other] { $min } حرف
    }.
password-too-common = كلمة المرور هذه شائعة جدًا.
password-numeric = كلمة المرور هذه مكوّنة من أرقام فقط.
password-wrong = كلمة المرور غير صحيحة.
no-session = هذا الرمز لا ينتمي إلى أي جلسة. يُرجى تسجيل الدخول من جديد.

## بيانات الدخول والصلاحيات

not-authenticated = لم تُقدَّم بيانات الدخول.
bad-authorization-header = يجب أن تحتوي ترويسة Authorization على قيمتين فقط تفصل بينهما مسافة.
bearer-not-valid = هذا الرمز غير صالح لأي نوع من الرموز المقبولة.
token-invalid = الرمز غير صالح.
token-expired = انتهت صلاحية الرمز.
token-blacklisted = أُلغي هذا الرمز.
token-without-claim = لا يحتوي الرمز على البيان «{ $claim }».
token-claim-expired = انتهت مدة البيان «{ $claim }» في الرمز.
token-without-id = ليس للرمز معرّف.
token-without-type = لم يُذكر نوع الرمز.
token-of-wrong-type = نوع الرمز غير صحيح.
token-without-user = لا يمكن التعرف على المستخدم من هذا الرمز.
user-not-found = المستخدم غير موجود.
user-inactive = هذا المستخدم معطّل.
password-changed = تغيّرت كلمة مرور المستخدم.
no-active-account = لا يوجد حساب نشط بهذه البيانات.
no-active-account-for-token = لا يوجد حساب نشط لهذا الرمز.
reauthentication-required = يُرجى تأكيد هويتك أولًا.
claims-too-large = بيانات هذا الحساب أكبر من أن يتسع لها الرمز.
permission-denied = ليست لديك صلاحية لتنفيذ هذا الإجراء.
basic-header-empty = ترويسة Basic غير صالحة: بيانات الدخول مفقودة.
basic-header-spaces = ترويسة Basic غير صالحة: يجب ألا تحتوي بيانات الدخول على مسافات.
basic-header-not-base64 = ترويسة Basic غير صالحة: بيانات الدخول غير مرمّزة بصيغة base64 على نحو صحيح.
wrong-credentials = اسم المستخدم أو كلمة المرور غير صحيحة.
unable-to-log-in = تعذّر تسجيل الدخول بهذه البيانات.
token-header-empty = ترويسة Token غير صالحة: الرمز مفقود.
token-header-spaces = ترويسة Token غير صالحة: يجب ألا يحتوي الرمز على مسافات.
token-header-characters = ترويسة Token غير صالحة: يحتوي الرمز على محارف غير مسموح بها.
auth-token-invalid = الرمز غير صالح.
user-inactive-or-deleted = هذا المستخدم معطّل أو محذوف.

## الطلبات

not-found = غير موجود.
method-not-allowed = الطريقة «{ $method }» غير مسموح بها هنا.
not-acceptable = لا تتوفر أي من الصيغ المطلوبة في ترويسة Accept.
unsupported-media-type = نوع المحتوى «{ $sent }» في الطلب غير مدعوم.
request-timeout = استغرق وصول الطلب وقتًا أطول من اللازم.
throttled = عدد الطلبات كبير جدًا.
throttled-for = عدد الطلبات كبير جدًا. أعد المحاولة بعد { $wait ->
        [zero] { $wait } ثانية
        [one] ثانية واحدة
        [two] ثانيتين
        [few] { $wait } ثوانٍ
        [many] { $wait } ثانية
       *[other] { $wait } ثانية
    }.
page-invalid = هذه الصفحة غير موجودة.
not-a-list = كان المتوقع قائمة، لكن الوارد هو «{ $kind }».
key-of-wrong-type = نوع غير صحيح: كان المتوقع مفتاحًا، لكن الوارد هو { $kind }.
no-such-key = المفتاح «{ $key }» لا يقابله أي عنصر.
choice-invalid = اختر قيمة من القيم المتاحة.
no-column = نموذج المستخدم لا يحتوي على هذا الحقل.
beyond-rights = لا يمكنك منح صلاحيات لا تملكها أو سحبها أو المساس بها.
own-account = لا يمكنك حذف الحساب الذي تعمل به أو تعطيله.
last-superuser = يجب أن يبقى آخر مستخدم متميز نشط كما هو.
value-rejected = إحدى القيم تتجاوز ما يقبله عمودها.
still-in-use = ما زال مستخدمًا في مكان آخر.
account-in-use = ما زال هذا الحساب مستخدمًا في مكان آخر.
unavailable = الخدمة غير متاحة مؤقتًا. أعد المحاولة لاحقًا.

## ما تم بنجاح

logged-out = تم تسجيل الخروج.
logged-out-everywhere = تم تسجيل الخروج من جميع الأجهزة.
identity-confirmed = شكرًا لك. تم تأكيد هويتك.
registered = تم إنشاء الحساب.
