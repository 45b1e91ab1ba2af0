import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatCsv, parseCsv } from '../../src/places/csv.ts';
import { formatTeams, parseTeams, TEAM_COLUMNS } from '../../src/places/teams.ts';

const HEAD = TEAM_COLUMNS.join(',');
const GOOD = 'tan-mai-1,commune-police,Công an phường Thử,00331,"Số 1, đường Thử",20.98,105.86,024 0000 0000,"Mo-Fr 07:30-11:30,13:30-17:00; PH off",,,level-2 activation,vi,nguồn thử nghiệm,2026-11-01';
const known = { communes: new Set(['00331']), provinces: new Set(['01', '79']) };

describe('CSV', () => {
  it('reads back what it wrote', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'đ', ',', '"', '\n', ' '), maxLength: 8 });
    fc.assert(fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 }), (rows) => {
      expect(parseCsv(formatCsv(rows)).map((r) => r.cells)).toEqual(rows);
    }));
  });
  it('knows the line of every row, also after a cell with line breaks', () => {
    expect(parseCsv('\uFEFFa,b\r\n"x\ny",2\r\n\r\n3,4').map((r) => [r.line, ...r.cells])).toEqual([[1, 'a', 'b'], [2, 'x\ny', '2'], [5, '3', '4']]);
  });
  it('never throws', () => {
    fc.assert(fc.property(fc.string({ maxLength: 80 }), (text) => void parseTeams(text)));
  });
});

describe('teams', () => {
  it('reads a good row', () => {
    const { teams, issues } = parseTeams(`${HEAD}\n${GOOD}\n`, known);
    expect(issues).toEqual([]);
    expect(teams[0]).toMatchObject({ id: 'tan-mai-1', kind: 'commune-police', communes: ['00331'], address: 'Số 1, đường Thử', point: { lat: 20.98, lon: 105.86 }, phones: ['02400000000'], offers: ['level-2', 'activation'], checked: '2026-11-01' });
  });

  it('exports what can be imported again', () => {
    const { teams } = parseTeams(`${HEAD}\n${GOOD}\n`, known);
    expect(parseTeams(formatTeams(teams), known)).toEqual({ teams, issues: [] });
  });

  it('reports every fault of every row at once, with line and column', () => {
    const bad = [
      'A B,police,X,12,,200,105,12,Mo 8-9,2026-02-30,,all,Vietnamese,,',
      GOOD,
      GOOD,
      GOOD.replace('tan-mai-1', 'b-2').replace('00331', '99999'),
      'c-3,pc06,Phòng thử,79,,,,,,,,level-2 card,vi,nguồn thử nghiệm,2026-11-01',
      'd-4,mobile-point,Điểm lưu động,00331,,,,,,,,level-2,vi,nguồn thử nghiệm,2026-11-01',
      'e-5,digital-team,Tổ thử,00331,,,,,,,,foreigner,vi,nguồn thử nghiệm,2026-11-01',
      'f-6,digital-team,Tổ thử',
    ];
    const { teams, issues } = parseTeams([HEAD, ...bad].join('\n'), known);
    expect(teams.map((t) => t.id)).toEqual(['tan-mai-1']);
    const at = (line: number): string[] => issues.filter((i) => i.line === line).map((i) => i.column);
    expect(at(2)).toEqual(expect.arrayContaining(['id', 'kind', 'name', 'lat', 'phones', 'valid_from', 'offers', 'languages', 'source', 'checked']));
    expect(at(3)).toEqual([]);
    expect(at(4)).toEqual(['id']);
    expect(at(5)).toEqual(['communes']);
    expect(at(6)).toEqual(['offers']);
    expect(at(7)).toEqual(['valid_from']);
    expect(at(8)).toEqual(['offers']);
    expect(at(9)).toContain('row');
    expect(issues.every((i) => /[.]$/.test(i.sentence) && i.sentence.length > 15)).toBe(true);
  });

  it('says which columns are missing or unknown', () => {
    expect(parseTeams('id,name,password\na,b,c').issues[0]?.sentence).toMatch(/columns missing: kind,.*columns unknown: password/);
    expect(parseTeams('').issues).toHaveLength(1);
  });

  it('warns of mobile numbers without refusing them', () => {
    const { teams, issues } = parseTeams(`${HEAD}\n${GOOD.replace('024 0000 0000', '0900 000 000')}`, known);
    expect(teams).toHaveLength(1);
    expect(issues).toMatchObject([{ column: 'phones', severity: 'warning' }]);
  });
});
