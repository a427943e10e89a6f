/** Words that a password stands beside, in the languages that the corpus has and some more. */
export const passwordWords: string = [
  'pass(?:word|wort|wd|phrase|code)|\\bpass(?=["\']?\\s*[:=])|\\bpwd|kennwort|mot de passe|contrase[nñ]a|wachtwoord',
  'has[lł]o|senha|palavra-passe|пароль|パスワード|暗証番号|密码|密碼|口令|كلمة (?:ال)?(?:مرور|سر)|पासवर्ड|şifre|parola|lösenord|비밀번호|암호',
].join('|');

/** Words for keys, tokens and secrets; what stands beside them must look random besides. */
export const keyWords: string = [
  'api[ _-]?key|key|token|secret|credential|session|auth|schlüssel|geheimnis|\\bclé|jeton|clave|llave|secreto|chiave|segreto',
  'sleutel|geheim|klucz|sekret|chave|segredo|キー|トークン|秘密|密钥|密鑰|令牌|مفتاح|رمز|कुंजी|टोकन|ключ|токен',
].join('|');
