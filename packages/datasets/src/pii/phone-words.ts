/** What stands beside telephone numbers, in the languages that the corpus has and some more. */
export const phoneWords: RegExp = new RegExp(
  [
    'phone|tel[.:]|\\btel\\b|\\bcell\\b|mobile|\\bfax|\\bcall\\b|\\bdial|\\bring\\b|whats ?app|\\bsms\\b|\\btext me|signal',
    'telefon|handy|rufnummer|mobil|nummer ist|anrufen|erreichbar|téléphone|portable|appel|joindre',
    'teléfono|móvil|llám|celular|telefono|cellulare|chiama|telefoon|mobiel|\\bbel\\b',
    'komórk|zadzwo|telefone|telemóvel|ligue|телефон|звон|電話|携帯|連絡|联系|でんわ|电话|手机|致电|전화|휴대',
    'هاتف|جوال|موبايل|اتصل|تليفون|फ़ोन|फोन|मोबाइल|कॉल',
  ].join('|'),
  'i',
);
