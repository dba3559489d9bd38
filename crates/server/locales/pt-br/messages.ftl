## Campos de uma requisição

required = Este campo é obrigatório.
not-null = Este campo não pode ser nulo.
not-blank = Este campo não pode ficar em branco.
not-a-string = Não é um texto válido.
not-a-boolean = O valor precisa ser um booleano (true ou false).
too-long = Este campo não pode ter mais de { $max ->
        [one] { $max } caractere
       *[other] { $max } caracteres
    }.
too-short = Este campo precisa ter pelo menos { $min ->
        [one] { $min } caractere
       *[other] { $min } caracteres
    }.
null-characters = Caracteres nulos não são permitidos.
surrogate = Caracteres substitutos isolados não são permitidos: U+{ $unit }.
no-data = Nenhum dado foi enviado.
not-a-dictionary = Dados inválidos: era esperado um objeto, mas veio { $kind }.
email-invalid = Informe um endereço de e-mail válido.
username-invalid = Este nome de usuário não é válido. Ele só pode conter letras, números e os caracteres @/./+/-/_.
username-taken = Este nome de usuário já está em uso.
value-taken = Já existe uma conta ({ $model }) com este valor ({ $field }).
password-too-similar = A senha é parecida demais com { $attribute ->
        [first_name] o nome
        [last_name] o sobrenome
        [email] o endereço de e-mail
       *[username] o nome de usuário
    }.
password-too-short = Esta senha é curta demais. Ela precisa ter pelo menos { $min ->
        [one] { $min } caractere
       *[other] { $min } caracteres
    }.
password-too-common = Esta senha é comum demais.
password-numeric = Esta senha contém apenas números.
password-wrong = A senha está incorreta.
no-session = Este token não pertence a nenhuma sessão. Entre novamente.

## Credenciais e permissões

not-authenticated = As credenciais não foram informadas.
bad-authorization-header = O cabeçalho Authorization precisa conter exatamente dois valores separados por um espaço.
bearer-not-valid = Este token não é válido para nenhum tipo de token aceito.
token-invalid = O token é inválido.
token-expired = O token expirou.
token-blacklisted = O token foi revogado.
token-without-claim = O token não contém o dado “{ $claim }”.
token-claim-expired = O prazo “{ $claim }” do token expirou.
token-without-id = O token não tem identificador.
token-without-type = O token não informa o seu tipo.
token-of-wrong-type = O token é de outro tipo.
token-without-user = O token não identifica nenhum usuário.
user-not-found = Usuário não encontrado.
user-inactive = O usuário está desativado.
password-changed = A senha do usuário foi alterada.
no-active-account = Nenhuma conta ativa corresponde a essas credenciais.
no-active-account-for-token = Nenhuma conta ativa corresponde a este token.
reauthentication-required = Confirme primeiro a sua identidade.
claims-too-large = Os dados desta conta não cabem em um token.
permission-denied = Você não tem permissão para executar esta ação.
basic-header-empty = Cabeçalho Basic inválido: faltam as credenciais.
basic-header-spaces = Cabeçalho Basic inválido: as credenciais não devem conter espaços.
basic-header-not-base64 = Cabeçalho Basic inválido: as credenciais não estão codificadas corretamente em base64.
wrong-credentials = O nome de usuário ou a senha estão incorretos.
unable-to-log-in = Não é possível entrar com essas credenciais.
token-header-empty = Cabeçalho Token inválido: falta o token.
token-header-spaces = Cabeçalho Token inválido: o token não deve conter espaços.
token-header-characters = Cabeçalho Token inválido: o token contém caracteres não permitidos.
auth-token-invalid = O token é inválido.
user-inactive-or-deleted = O usuário está desativado ou foi excluído.

## Requisições

not-found = Não encontrado.
method-not-allowed = O método “{ $method }” não é permitido.
not-acceptable = Nenhum dos formatos pedidos no cabeçalho Accept está disponível.
unsupported-media-type = O tipo de mídia “{ $sent }” da requisição não é aceito.
request-timeout = A requisição demorou demais para chegar.
throttled = Requisições demais.
throttled-for = Requisições demais. Tente novamente em { $wait ->
        [one] { $wait } segundo
       *[other] { $wait } segundos
    }.
page-invalid = Essa página não existe.
not-a-list = Era esperada uma lista, mas veio “{ $kind }”.
key-of-wrong-type = Tipo incorreto: era esperada uma chave, mas veio { $kind }.
no-such-key = A chave “{ $key }” não corresponde a nenhum objeto.
choice-invalid = Escolha uma das opções disponíveis.
no-column = O modelo de usuário não tem este campo.
beyond-rights = Você não pode dar, tirar nem tocar permissões que você mesmo não tem.
own-account = Você não pode excluir nem desativar a conta com que está trabalhando.
last-superuser = O último superusuário ativo deve continuar a sê-lo.
value-rejected = Um valor excede o que sua coluna aceita.
still-in-use = Ainda está em uso em outro lugar.
account-in-use = A conta ainda está em uso em outro lugar.
unavailable = O serviço está temporariamente indisponível. Tente novamente mais tarde.

## O que deu certo

logged-out = Você saiu.
logged-out-everywhere = Você saiu de todos os dispositivos.
identity-confirmed = Obrigado. Sua identidade foi confirmada.
registered = A conta foi criada.
