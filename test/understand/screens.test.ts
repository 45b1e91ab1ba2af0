// Quotations of the app's screens: recognised in part and without accents, never invented.
import { describe, expect, it } from 'vitest';
import { findScreens, indexScreens } from '../../src/understand/screens.ts';

const index = indexScreens([
  {
    busy: ['Hệ thống đang bảo trì. Vui lòng thử lại sau'],
    done: ['Tài khoản của bạn đã thực hiện kích hoạt'],
    unapproved: ['Tài khoản của bạn chưa được định danh điện tử'],
    approved: ['Tài khoản của bạn đã được định danh điện tử. Vui lòng thực hiện các bước kích hoạt tài khoản trên thiết bị theo hướng dẫn'],
  },
]);

describe('screens', () => {
  it.each([
    ['Hệ thống đang bảo trì', ['busy']],
    ['he thong dang bao tri vui long thu lai sau', ['busy']],
    ['nó báo tài khoản của bạn đã thực hiện kích hoạt là sao', ['done']],
    ['tai khoan cua ban chua duoc dinh danh dien tu', ['unapproved']],
  ])('finds %s', (text, ids) => {
    expect(findScreens(index, text)).toEqual(ids);
  });

  it('asks when two fit', () => {
    expect(findScreens(index, 'tài khoản của bạn').sort()).toEqual(['approved', 'done', 'unapproved']);
  });

  it.each(['xin chào', 'làm mức 2 ở đâu', 'tài khoản định danh điện tử mức 2 làm thế nào vậy cô chú', ''])('leaves %s alone', (text) => {
    expect(findScreens(index, text)).toEqual([]);
  });
});
