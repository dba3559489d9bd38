## Campos de una petición

required = Este campo es obligatorio.
not-null = Este campo no puede ser nulo.
not-blank = Este campo no puede estar vacío.
not-a-string = No es un texto válido.
not-a-boolean = Debe ser un valor booleano (true o false).
too-long = Este campo no puede tener más de { $max ->
        [one] { $max } carácter
       *[other] { $max } caracteres
    }.
too-short = Este campo debe tener al menos { $min ->
        [one] { $min } carácter
       *[other] { $min } caracteres
    }.
null-characters = No se permiten caracteres nulos.
surrogate = No se permiten caracteres sustitutos sueltos: U+{ $unit }.
no-data = No se ha enviado ningún dato.
not-a-dictionary = Datos no válidos: se esperaba un objeto, pero se recibió { $kind }.
email-invalid = Escriba una dirección de correo electrónico válida.
username-invalid = Este nombre de usuario no es válido. Solo puede contener letras, números y los caracteres @/./+/-/_.
username-taken = Ese nombre de usuario ya está en uso.
value-taken = Ya existe { $model } con este valor ({ $field }).
password-too-similar = La contraseña se parece demasiado { $attribute ->
        [first_name] al nombre
        [last_name] a los apellidos
        [email] a la dirección de correo electrónico
       *[username] al nombre de usuario
    }.
password-too-short = Esta contraseña es demasiado corta. Debe tener al menos { $min ->
        [one] { $min } carácter
       *[other] { $min } caracteres
    }.
password-too-common = Esta contraseña es demasiado común.
password-numeric = Esta contraseña solo contiene números.
password-wrong = La contraseña no es correcta.
no-session = Este token no pertenece a ninguna sesión. Vuelva a iniciar sesión.

## Credenciales y permisos

not-authenticated = No se han proporcionado credenciales.
bad-authorization-header = La cabecera Authorization debe contener exactamente dos valores separados por un espacio.
bearer-not-valid = Este token no es válido para ningún tipo de token admitido.
token-invalid = El token no es válido.
token-expired = El token ha caducado.
token-blacklisted = El token ha sido revocado.
token-without-claim = El token no incluye el dato «{ $claim }».
token-claim-expired = El plazo «{ $claim }» del token ha vencido.
token-without-id = El token no tiene identificador.
token-without-type = El token no indica su tipo.
token-of-wrong-type = El token es de otro tipo.
token-without-user = El token no identifica a ningún usuario.
user-not-found = No se ha encontrado el usuario.
user-inactive = El usuario está desactivado.
password-changed = La contraseña del usuario ha cambiado.
no-active-account = No hay ninguna cuenta activa con esas credenciales.
no-active-account-for-token = No hay ninguna cuenta activa para ese token.
reauthentication-required = Confirme primero su identidad.
claims-too-large = Los datos de esta cuenta no caben en un token.
permission-denied = No tiene permiso para realizar esta acción.
basic-header-empty = Cabecera Basic no válida: faltan las credenciales.
basic-header-spaces = Cabecera Basic no válida: las credenciales no deben contener espacios.
basic-header-not-base64 = Cabecera Basic no válida: las credenciales no están bien codificadas en base64.
wrong-credentials = El nombre de usuario o la contraseña no son correctos.
unable-to-log-in = No se puede iniciar sesión con esas credenciales.
token-header-empty = Cabecera Token no válida: falta el token.
token-header-spaces = Cabecera Token no válida: el token no debe contener espacios.
token-header-characters = Cabecera Token no válida: el token contiene caracteres no permitidos.
auth-token-invalid = El token no es válido.
user-inactive-or-deleted = El usuario está desactivado o se ha eliminado.

## Peticiones

not-found = No encontrado.
method-not-allowed = El método «{ $method }» no está permitido.
not-acceptable = Ninguno de los formatos pedidos en la cabecera Accept está disponible.
unsupported-media-type = El tipo de contenido «{ $sent }» de la petición no se admite.
request-timeout = La petición ha tardado demasiado en llegar.
throttled = Demasiadas peticiones.
throttled-for = Demasiadas peticiones. Inténtelo de nuevo en { $wait ->
        [one] { $wait } segundo
       *[other] { $wait } segundos
    }.
page-invalid = Esa página no existe.
not-a-list = Se esperaba una lista y llegó «{ $kind }».
key-of-wrong-type = Tipo incorrecto: se esperaba una clave y llegó { $kind }.
no-such-key = La clave «{ $key }» no corresponde a ningún objeto.
choice-invalid = Elija una de las opciones disponibles.
no-column = El modelo de usuario no tiene este campo.
beyond-rights = No puede dar, quitar ni tocar permisos que usted no tiene.
own-account = No puede eliminar ni desactivar la cuenta con la que está trabajando.
last-superuser = El último superusuario activo debe seguir siéndolo.
value-rejected = Un valor excede lo que admite su columna.
still-in-use = Todavía se usa en otro lugar.
account-in-use = La cuenta todavía se usa en otro lugar.
unavailable = El servicio no está disponible en este momento. Inténtelo más tarde.

## Lo que ha salido bien

logged-out = Ha cerrado la sesión.
logged-out-everywhere = Ha cerrado la sesión en todos los dispositivos.
identity-confirmed = Gracias. Su identidad ha quedado confirmada.
registered = La cuenta se ha creado.
