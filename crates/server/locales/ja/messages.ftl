## リクエストの項目

required = この項目は必須です。
not-null = この項目を null にすることはできません。
not-blank = この項目を空にすることはできません。
not-a-string = 有効な文字列ではありません。
not-a-boolean = 真偽値（true または false）を指定してください。
too-long = この項目は { $max } 文字以内で入力してください。
too-short = この項目は { $min } 文字以上で入力してください。
null-characters = ヌル文字は使用できません。
surrogate = 単独のサロゲート文字は使用できません: U+{ $unit }
no-data = データが送信されていません。
not-a-dictionary = データが正しくありません。オブジェクトが必要ですが、{ $kind } を受け取りました。
email-invalid = 有効なメールアドレスを入力してください。
username-invalid = ユーザー名が正しくありません。使用できるのは文字、数字、および @/./+/-/_ だけです。
username-taken = このユーザー名はすでに使われています。
value-taken = この { $field } の { $model } はすでに存在します。
password-too-similar = パスワードが{ $attribute ->
        [first_name] 名
        [last_name] 姓
        [email] メールアドレス
       *[username] ユーザー名
    }と似すぎています。
password-too-short = パスワードが短すぎます。{ $min } 文字以上にしてください。
password-too-common = このパスワードはよく使われるものなので使用できません。
password-numeric = 数字だけのパスワードは使用できません。
password-wrong = パスワードが違います。
no-session = このトークンはどのセッションにも属していません。もう一度ログインしてください。

## 認証情報と権限

not-authenticated = 認証情報がありません。
bad-authorization-header = Authorization ヘッダーには、空白で区切られた 2 つの値が必要です。
bearer-not-valid = このトークンは、受け付けられるどの種類のトークンとしても有効ではありません。
token-invalid = トークンが無効です。
token-expired = トークンの有効期限が切れています。
token-blacklisted = トークンは無効化されています。
token-without-claim = トークンにクレーム「{ $claim }」がありません。
token-claim-expired = トークンのクレーム「{ $claim }」の期限が切れています。
token-without-id = トークンに ID がありません。
token-without-type = トークンに種類が示されていません。
token-of-wrong-type = トークンの種類が違います。
token-without-user = トークンからユーザーを特定できません。
user-not-found = ユーザーが見つかりません。
user-inactive = このユーザーは無効になっています。
password-changed = ユーザーのパスワードが変更されました。
no-active-account = 入力された認証情報に一致する有効なアカウントがありません。
no-active-account-for-token = このトークンに対応する有効なアカウントがありません。
reauthentication-required = 先に本人確認を行ってください。
claims-too-large = このアカウントの情報はトークンに収まりません。
permission-denied = この操作を行う権限がありません。
basic-header-empty = Basic ヘッダーが正しくありません。認証情報がありません。
basic-header-spaces = Basic ヘッダーが正しくありません。認証情報に空白を含めることはできません。
basic-header-not-base64 = Basic ヘッダーが正しくありません。認証情報が base64 で正しく符号化されていません。
wrong-credentials = ユーザー名またはパスワードが違います。
unable-to-log-in = この認証情報ではログインできません。
token-header-empty = Token ヘッダーが正しくありません。トークンがありません。
token-header-spaces = Token ヘッダーが正しくありません。トークンに空白を含めることはできません。
token-header-characters = Token ヘッダーが正しくありません。トークンに使用できない文字が含まれています。
auth-token-invalid = トークンが無効です。
user-inactive-or-deleted = このユーザーは無効になっているか、削除されています。

## リクエスト

not-found = 見つかりません。
method-not-allowed = メソッド「{ $method }」は許可されていません。
not-acceptable = Accept ヘッダーで要求された形式では応答できません。
unsupported-media-type = リクエストのメディアタイプ「{ $sent }」には対応していません。
request-timeout = リクエストの受信に時間がかかりすぎました。
throttled = リクエストが多すぎます。
throttled-for = リクエストが多すぎます。{ $wait } 秒後にもう一度お試しください。
page-invalid = そのページはありません。
not-a-list = リストが必要ですが、「{ $kind }」が送られました。
key-of-wrong-type = 型が違います。キーが必要ですが、{ $kind } が送られました。
no-such-key = キー「{ $key }」に当たるものはありません。
choice-invalid = 選択肢の中から選んでください。
no-column = ユーザーモデルにこの項目はありません。
beyond-rights = 自分が持っていない権限を与えたり、奪ったり、変更したりすることはできません。
own-account = 操作に使っているアカウント自体は削除も無効化もできません。
last-superuser = 最後の有効なスーパーユーザーは残しておく必要があります。
value-rejected = 列に格納できない値があります。
still-in-use = まだ他の場所で使われています。
account-in-use = このアカウントはまだほかの場所で使われています。
unavailable = サービスを一時的に利用できません。しばらくしてからもう一度お試しください。

## 成功

logged-out = ログアウトしました。
logged-out-everywhere = すべての端末からログアウトしました。
identity-confirmed = ありがとうございます。本人確認が完了しました。
registered = アカウントを作成しました。
