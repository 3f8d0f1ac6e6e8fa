import type { PhotoView, QueueRow } from '@/shared/api'

export function queueRow(id: string, over: Partial<QueueRow> = {}): QueueRow {
  return {
    inspection: id,
    submission: `${id}/1`,
    village: { id: '629900100201', name: '柳树湾村' },
    township: { id: '629900100', name: '红泉镇' },
    inspector: '马建国',
    submittedAt: 0,
    score: '82.50',
    status: 'submitted',
    photosHere: 9,
    photos: 12,
    doubtful: false,
    ...over,
  }
}

export function photo(id: string): PhotoView {
  return {
    id, sha256: id.repeat(32).slice(0, 64), phase: 'near', takenAt: 0, offsetMin: 480, fix: null,
    source: 'camera', by: '马建国', device: '一组 1 号平板', delivered: true, here: true, width: 1600, height: 1200,
  } as unknown as PhotoView
}
