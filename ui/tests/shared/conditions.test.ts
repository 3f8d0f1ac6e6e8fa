import { describe, expect, it } from 'vitest'
import { told, watchConditions, type Knowing } from '@/shared/conditions'
import { fakeDoor, settle } from '../desk/door'

describe('the network and the battery', () => {
  it('are metered where the system says mobile, or was asked to save data', () => {
    const target = (more: object) => Object.assign(new EventTarget(), more)
    expect(told(target({ type: 'cellular' }), undefined)).toEqual({ metered: true, battery: null, charging: false })
    expect(told(target({ type: 'wifi' }), target({ level: 0.14, charging: true }) as never)).toEqual({ metered: false, battery: 14, charging: true })
    expect(told(target({ saveData: true }), undefined).metered).toBe(true)
    expect(told(undefined, undefined)).toEqual({ metered: false, battery: null, charging: false })
  })

  it('are told once, and again whenever they change', async () => {
    const door = fakeDoor({ set_conditions: () => null })
    const connection = Object.assign(new EventTarget(), { type: 'wifi' })
    const battery = Object.assign(new EventTarget(), { level: 0.5, charging: false })
    await watchConditions({ connection, getBattery: () => Promise.resolve(battery) } as Knowing)
    connection.type = 'cellular'
    connection.dispatchEvent(new Event('change'))
    battery.level = 0.1
    battery.dispatchEvent(new Event('levelchange'))
    await settle()
    expect(door.asked.map(([, args]) => args)).toEqual([
      { metered: false, battery: 50, charging: false },
      { metered: true, battery: 50, charging: false },
      { metered: true, battery: 10, charging: false },
    ])
  })

  it('say nothing where the system knows nothing', async () => {
    const door = fakeDoor({ set_conditions: () => null })
    await watchConditions({})
    expect(door.asked).toEqual([])
  })
})
