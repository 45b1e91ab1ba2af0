// A small content for tests: a handful of flows in both languages, changeable line by line.
import { assemble, type Content, type SourceFile } from '../../src/flow/assemble.ts';

export const SMALL: Record<string, string> = {
  'flows/slots.yaml': 'phone: [android, iphone, none]\n',
  'flows/facts.yaml': `G9:
  says: { vi: Hạn kích hoạt là bảy ngày., en: The deadline is seven days. }
  values: { days: 7 }
  source: [{ url: a law, date: "2024-06-25" }]
  confidence: ok
  review_by: "2027-03-01"
  owner: content
B1:
  says: { vi: Tổng đài., en: Hotline. }
  values: { hotline: { phone: 1900 0368 } }
  source: [{ url: a law, date: "2024-06-25" }]
  confidence: ok
  review_by: "2027-03-01"
  owner: content
G3:
  says: { vi: Màn hình mã., en: Code screen. }
  source: [{ url: a guide, date: "2022-08-01" }]
  confidence: app
  review_by: "2027-01-31"
  owner: content
`,
  'flows/start.yaml': `start: language
unlisted: true
steps:
  language:
    kind: question
    choices:
      - { id: vi, set: { lang: vi }, to: consent }
      - { id: en, set: { lang: en }, to: consent }
  consent:
    kind: question
    choices:
      - { id: agree, set: { consent: "yes" }, to: journey/ }
      - { id: refuse, set: { consent: "no" }, to: journey/ }
`,
  'flows/journey.yaml': `start: phone
steps:
  phone:
    kind: question
    choices:
      - { id: android, set: { phone: android }, to: install }
      - { id: iphone, set: { phone: iphone }, to: install }
      - { id: none, set: { phone: none }, to: deadline }
  install:
    kind: crossroads
    route: [{ when: { phone: [iphone] }, to: apple }, { to: google }]
  google:
    facts: [G9]
    choices:
      - { id: done, to: code, style: done }
      - { id: trouble, call: otp/ }
  apple:
    facts: [G9]
    choices:
      - { id: done, to: code, style: done }
  code:
    facts: [G3]
    choices:
      - { id: done, to: where }
      - { id: nothing, call: otp/, then: where }
  where:
    kind: question
    input: { type: place, to: teams }
    choices:
      - { id: skip, to: deadline }
  teams:
    kind: crossroads
    show: teams
    choices:
      - { id: next, to: deadline }
  deadline:
    facts: [G9]
    milestone: activated
`,
  'flows/otp.yaml': `start: answer
steps:
  answer:
    facts: [G9]
    choices:
      - { id: back, to: "@return" }
      - { id: more, to: more }
  more:
    facts: [B1]
    open: [{ id: call, phone: B1.hotline }]
`,
  'flows/menu.yaml': `start: top
unlisted: true
steps:
  top:
    kind: crossroads
    choices:
      - { id: guide, to: journey/ }
      - { id: codes, call: otp/ }
`,
  'flows/stuck.yaml': `start: ask
unlisted: true
steps:
  ask:
    kind: question
    choices:
      - { id: person, to: hotline-contact/person }
`,
  'flows/hotline-contact.yaml': `start: person
steps:
  person:
    facts: [B1]
    open: [{ id: call, phone: B1.hotline }]
`,
  'flows/scam-check.yaml': `start: first
steps:
  first:
    facts: [B1]
`,
  'flows/find-support-place.yaml': `start: where
steps:
  where:
    kind: question
    input: { type: place, to: teams }
  teams:
    kind: crossroads
    show: teams
    choices: [{ id: again, to: where }]
`,
  'flows/sensitive-data.yaml': `start: answer
steps:
  answer:
    facts: [B1]
`,
  'flows/chitchat.yaml': `start: greeting
steps:
  greeting:
    facts: [B1]
`,
  'locales/vi/start.yaml': `title: Bắt đầu
steps:
  language: { say: Chọn tiếng., choices: { vi: Tiếng Việt, en: English } }
  consent: { say: Có đồng ý cho nhớ không?, choices: { agree: Đồng ý, refuse: Không đồng ý } }
`,
  'locales/en/start.yaml': `title: Start
steps:
  language: { say: Choose a language., choices: { vi: Tiếng Việt, en: English } }
  consent: { say: May I remember?, choices: { agree: I agree, refuse: No } }
`,
  'locales/vi/journey.yaml': `title: Cài và kích hoạt
steps:
  phone: { say: Máy gì?, choices: { android: Android, iphone: iPhone, none: Không có máy } }
  google: { say: Cài từ CH Play., choices: { done: Xong rồi, trouble: Không được } }
  apple: { say: Cài từ App Store., choices: { done: Xong rồi } }
  code: { say: "Nhập mã OTP (mã số gửi qua tin nhắn).", choices: { done: Xong rồi, nothing: Không thấy mã } }
  where: { say: Đang ở đâu?, choices: { skip: Bỏ qua } }
  teams: { say: Nơi gần nhất., choices: { next: Tiếp } }
  deadline: { say: "Kích hoạt trong {{fact.G9.days}} ngày." }
`,
  'locales/en/journey.yaml': `title: Install and activate
steps:
  phone: { say: Which phone?, choices: { android: Android, iphone: iPhone, none: No phone } }
  google: { say: Install from Google Play., choices: { done: Done, trouble: It fails } }
  apple: { say: Install from the App Store., choices: { done: Done } }
  code: { say: "Enter the OTP (code sent by text message).", choices: { done: Done, nothing: No code } }
  where: { say: Where are you?, choices: { skip: Skip } }
  teams: { say: The nearest place., choices: { next: Next } }
  deadline: { say: "Activate within {{fact.G9.days}} days." }
`,
  'locales/vi/otp.yaml': `title: Không có mã
steps:
  answer: { say: Đợi một lát rồi thử lại., choices: { back: Có mã rồi, more: Vẫn chưa có } }
  more: { say: "Gọi {{fact.B1.hotline}}.", open: { call: Gọi ngay } }
`,
  'locales/en/otp.yaml': `title: No code
steps:
  answer: { say: Wait a moment and try again., choices: { back: I have it, more: Still nothing } }
  more: { say: "Call {{fact.B1.hotline}}.", open: { call: Call now } }
`,
  'locales/vi/menu.yaml': 'title: Menu\nsteps: { top: { say: Cần gì?, choices: { guide: Hướng dẫn, codes: Không có mã } } }\n',
  'locales/en/menu.yaml': 'title: Menu\nsteps: { top: { say: What do you need?, choices: { guide: Guide, codes: No code } } }\n',
  'locales/vi/stuck.yaml': 'title: Bị kẹt\nsteps: { ask: { say: Gặp người thật nhé?, choices: { person: Gặp người } } }\n',
  'locales/en/stuck.yaml': 'title: Stuck\nsteps: { ask: { say: Talk to a person?, choices: { person: A person } } }\n',
  'locales/vi/hotline-contact.yaml': 'title: Tổng đài\nsteps: { person: { say: "Gọi {{fact.B1.hotline}}.", open: { call: Gọi } } }\n',
  'locales/en/hotline-contact.yaml': 'title: Hotline\nsteps: { person: { say: "Call {{fact.B1.hotline}}.", open: { call: Call } } }\n',
  'locales/vi/scam-check.yaml': 'title: Lừa đảo\nsteps: { first: { say: Đừng làm theo. } }\n',
  'locales/en/scam-check.yaml': 'title: Scam\nsteps: { first: { say: Do not follow. } }\n',
  'locales/vi/find-support-place.yaml': 'title: Tìm nơi\nsteps: { where: { say: Ở đâu? }, teams: { say: Nơi gần nhất., choices: { again: Nơi khác } } }\n',
  'locales/en/find-support-place.yaml': 'title: Find a place\nsteps: { where: { say: Where? }, teams: { say: The nearest place., choices: { again: Another place } } }\n',
  'locales/vi/sensitive-data.yaml': 'title: Lộ dữ liệu\nsteps: { answer: { say: Đã che. } }\n',
  'locales/en/sensitive-data.yaml': 'title: Leaked\nsteps: { answer: { say: Covered. } }\n',
  'locales/vi/chitchat.yaml': 'title: Chào\nsteps: { greeting: { say: Chào. } }\n',
  'locales/en/chitchat.yaml': 'title: Hello\nsteps: { greeting: { say: Hello. } }\n',
};

/** The small content with files replaced, added (string) or taken away (undefined). */
export function small(changes: Readonly<Record<string, string | undefined>> = {}): { content: Content | undefined; issues: readonly { rule: string; file: string; line: number; message: string }[]; files: SourceFile[] } {
  const files = Object.entries({ ...SMALL, ...changes }).flatMap(([path, text]) => (text === undefined ? [] : [{ path, text }]));
  const { content, issues } = assemble(files);
  return { content, issues, files };
}
