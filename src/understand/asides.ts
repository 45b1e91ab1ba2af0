// What people say before and after their question that has nothing to do with it: work, family, weather, manners. Sentences are learnt with and without it.
// Promises: the same phrases get the same asides. Refuses: asides with words of the guide's subject, they would teach a meaning.
import type { Phrase } from './phrases.ts';

/** Of every two sentences one is learnt once more with asides around it, a little lighter than the sentence itself. */
const SHARE = 0.5;
const WEIGHT = 0.7;
const LEAST_WORDS = 3;

/** The sentences that carry asides, as further sentences of their intents. */
export function withAsides(phrases: readonly Phrase[]): Phrase[] {
  const chance = sequence();
  const pick = (list: readonly string[]): string => list[Math.floor(chance() * list.length)] ?? '';
  return phrases.flatMap(({ intent, lang, text, weight = 1 }) => {
    if (intent === 'chitchat' || text.split(' ').length < LEAST_WORDS || chance() > SHARE) return [];
    const { before, after } = ASIDES[lang];
    const first = chance() < 0.85 ? pick(before) : '';
    const second = first !== '' && chance() < 0.3 ? pick(before) : '';
    const last = first === '' || chance() < 0.3 ? pick(after) : '';
    return [{ intent, lang, weight: weight * WEIGHT, text: [first, second, text, last].filter((part) => part !== '').join(' ') }];
  });
}

function sequence(): () => number {
  let seed = 7;
  return () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32;
  };
}

const list = (text: string): string[] => text.trim().split(/\s*[|\n]\s*/u);

const ASIDES = {
  vi: {
    before: list(`nhà tôi làm ruộng mấy đời nay | em là giáo viên cấp hai | tôi là công nhân may | tôi làm thợ hồ đi suốt | bác năm nay sáu mươi tám tuổi | tôi về hưu rồi | tôi chạy xe ôm | em mới sinh con | em đang mang bầu tháng thứ bảy | nhà neo người
      nhà tôi ở xa trung tâm | hôm qua mưa to quá | hôm nay trời nóng quá | dạ em chào anh chị | chào con bác là người ở quê | cháu ơi cho bác hỏi chút | ad ơi cho em hỏi với ạ | xin lỗi vì làm phiền | tôi hỏi thật nhé | nói ra thì hơi dài | chuyện là thế này
      số là hôm bữa | à thì cho tôi hỏi cái là | ừ thì tôi hỏi cái này | nghe hàng xóm nói | nghe trên đài nói | coi tivi thấy nói | con tôi bận đi làm suốt | mấy đứa con tôi ở xa hết | ở nhà có hai vợ chồng già | tôi tính mai lên phố | sáng nay tôi đi chợ
      vừa ở ngoài đồng về | mới đi làm về mệt quá | tôi không rành mấy cái này lắm | đọc hoài không hiểu | hỏi mấy người rồi không ai biết | hôm bữa họp tổ dân phố | tối qua ngồi uống trà với ông bạn | tôi bán hàng ngoài chợ | em làm ở công ty may | em là sinh viên năm hai
      em đang là lính nghĩa vụ | vợ tôi bảo hỏi giùm | má tui biểu hỏi giùm | thằng con tôi nó dặn | cô giáo dặn | dạo này bận quá | bận chăm con nhỏ | tôi lái xe đường dài | tôi làm bảo vệ ca đêm | bữa nay rảnh | buồn ghê | rầu quá | trời ơi là trời | chết thật | khổ lắm
      ối giời ơi | thôi thì | tôi nói thật | không biết có làm phiền không | mình ở trọ | em ở khu công nghiệp | tôi người miền Tây | gia đình tôi khó khăn | vừa gặt xong | sắp tết rồi | nghỉ hè rồi | thấy người ta rủ nhau đi | cả xóm làm hết rồi | sếp giục | tổ trưởng tới nhắc
      hôm trước có ghé hỏi mà đông quá | đêm qua mất ngủ | năm nay được mùa | mưa gió thế này | tôi hay quên | mắt tôi còn tinh | kể ra thì ngại | hồi đó | bữa hổm | tôi là tổ trưởng dân phố | tôi đang ngồi trên xe | đang ở ngoài đường | gõ phím chậm thông cảm
      gõ không dấu thông cảm | tôi nuôi tôm dưới Cà Mau | em bán trà sữa gần trường | tôi mới chuyển về đây ở | nhà em trồng cà phê | tôi là mẹ đơn thân | hai bố con tôi sống với nhau | tôi là cựu chiến binh | em đang ngồi trong lớp | tranh thủ giờ nghỉ trưa
      con nhỏ đang khóc | bác đang trông cháu | tôi đi làm đồng từ sớm | máy này của con dâu | hôm nọ có đoàn về xã | mấy bà trong hội phụ nữ bảo | tôi cũng chẳng thiết tha gì | nghĩ mãi không ra | thú thật là | nhờ mọi người một chút | em lính mới | tôi già rồi hỏi gì kỳ thì bỏ qua`),
    after: list(`em cảm ơn ạ | mong được trả lời sớm | giúp với ạ | ad rep em với | cảm ơn con nhiều | chỉ bác với | cho tôi biết với | xin cảm ơn | tôi đang cần gấp | trả lời giùm | hỏi cho biết vậy thôi | chứ tôi lo lắm | tôi rối quá | con nói cho bác nghe
      ai biết chỉ giùm | hổng biết sao nữa | thế thôi ạ | phiền bạn nhé | sốt ruột quá`),
  },
  en: {
    before: list(`hello sir | good morning | excuse me | sorry for my bad english | I have a question | I work in a factory here | I am new here | my friend told me to ask | I read the news but I don't understand | I am very busy | I live in the countryside | it is raining today
      I asked two people already | I am a bit worried | I am writing for my neighbour`),
    after: list(`thank you | please help | thanks in advance | please answer soon | I am confused | waiting for your reply`),
  },
} as const;
