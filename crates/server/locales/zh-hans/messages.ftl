## 请求中的字段

required = 此字段为必填项。
not-null = 此字段不能为 null。
not-blank = 此字段不能为空。
not-a-string = 不是有效的文本。
not-a-boolean = 必须是布尔值（true 或 false）。
too-long = 此字段最多 { $max } 个字符。
too-short = 此字段至少需要 { $min } 个字符。
null-characters = 不允许使用空字符（U+0000）。
surrogate = 不允许使用单独的代理字符：U+{ $unit }。
no-data = 没有收到任何数据。
not-a-dictionary = 数据无效：应为对象，收到的却是 { $kind }。
email-invalid = 请输入有效的邮箱地址。
username-invalid = 用户名无效。只能包含字母、数字和 @/./+/-/_ 这些字符。
username-taken = 该用户名已被使用。
value-taken = 已有使用此 { $field } 的 { $model }。
password-too-similar = 密码与{ $attribute ->
        [first_name] 名字
        [last_name] 姓氏
        [email] 邮箱地址
       *[username] 用户名
    }过于相似。
password-too-short = 密码太短，至少需要 { $min } 个字符。
password-too-common = 这个密码太常见了。
password-numeric = 密码不能全部是数字。
password-wrong = 密码不正确。
no-session = 此令牌不属于任何会话，请重新登录。

## 凭据与权限

not-authenticated = 没有提供身份凭据。
bad-authorization-header = Authorization 请求头必须正好包含两个以空格分隔的值。
bearer-not-valid = 此令牌不属于任何可接受的令牌类型。
token-invalid = 令牌无效。
token-expired = 令牌已过期。
token-blacklisted = 令牌已被吊销。
token-without-claim = 令牌中缺少“{ $claim }”声明。
token-claim-expired = 令牌的“{ $claim }”声明已过期。
token-without-id = 令牌没有标识符。
token-without-type = 令牌没有注明类型。
token-of-wrong-type = 令牌类型不正确。
token-without-user = 无法从令牌中识别用户。
user-not-found = 找不到该用户。
user-inactive = 该用户已被停用。
password-changed = 该用户的密码已更改。
no-active-account = 没有与这些凭据相符的有效账户。
no-active-account-for-token = 没有与此令牌相符的有效账户。
reauthentication-required = 请先确认您的身份。
claims-too-large = 此账户的声明太多，令牌中放不下。
permission-denied = 您没有执行此操作的权限。
basic-header-empty = Basic 请求头无效：缺少凭据。
basic-header-spaces = Basic 请求头无效：凭据中不能有空格。
basic-header-not-base64 = Basic 请求头无效：凭据的 base64 编码不正确。
wrong-credentials = 用户名或密码不正确。
unable-to-log-in = 无法用这些凭据登录。
token-header-empty = Token 请求头无效：缺少令牌。
token-header-spaces = Token 请求头无效：令牌中不能有空格。
token-header-characters = Token 请求头无效：令牌中含有不允许的字符。
auth-token-invalid = 令牌无效。
user-inactive-or-deleted = 该用户已被停用或删除。

## 请求

not-found = 未找到。
method-not-allowed = 此处不允许使用“{ $method }”方法。
not-acceptable = 无法提供 Accept 请求头所要求的格式。
unsupported-media-type = 不支持请求中的媒体类型“{ $sent }”。
request-timeout = 请求传输的时间过长。
throttled = 请求过于频繁。
throttled-for = 请求过于频繁，请在 { $wait } 秒后重试。
page-invalid = 没有这一页。
not-a-list = 应为列表，收到的是“{ $kind }”。
key-of-wrong-type = 类型错误：应为主键，收到的是 { $kind }。
no-such-key = 主键“{ $key }”没有对应的对象。
choice-invalid = 请从可选项中选择。
no-column = 用户模型没有此字段。
beyond-rights = 您不能授予、收回或改动自己没有的权限。
own-account = 您不能删除或停用正在使用的帐户。
last-superuser = 必须保留最后一个有效的超级用户。
value-rejected = 某个值超出了其列允许的范围。
still-in-use = 它仍在其他地方使用。
account-in-use = 该账户仍在其他地方使用。
unavailable = 服务暂时不可用，请稍后重试。

## 操作成功

logged-out = 您已退出登录。
logged-out-everywhere = 您已在所有设备上退出登录。
identity-confirmed = 谢谢，您的身份已确认。
registered = 账户已创建。
