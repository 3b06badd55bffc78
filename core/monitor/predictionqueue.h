// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <memory>
#include <utility>

namespace vitrine::monitor {

// A bounded queue for any number of producers and one consumer, without a lock (D. Vyukov, "Bounded MPMC
// queue", 1024cores.net). Values are swapped in and out, so that their buffers go round instead of being
// allocated for each.
template<typename T>
class PredictionQueue final
{
public:
    explicit PredictionQueue(std::size_t capacity)
        : m_mask(std::bit_ceil(capacity) - 1)
        , m_slots(std::make_unique<Slot[]>(m_mask + 1))
    {
        for (std::size_t i = 0; i <= m_mask; ++i)
            m_slots[i].turn.store(i, std::memory_order_relaxed);
    }

    // False when it is full; `value` is then unchanged, else it holds what was in the slot before.
    bool push(T &value)
    {
        std::size_t at = m_in.load(std::memory_order_relaxed);
        for (;;) {
            Slot &slot = m_slots[at & m_mask];
            const std::size_t turn = slot.turn.load(std::memory_order_acquire);
            if (turn == at) {
                if (m_in.compare_exchange_weak(at, at + 1, std::memory_order_relaxed)) {
                    std::swap(slot.value, value);
                    slot.turn.store(at + 1, std::memory_order_seq_cst);
                    return true;
                }
            } else if (turn < at) {
                return false;
            } else {
                at = m_in.load(std::memory_order_relaxed);
            }
        }
    }

    // One consumer only.
    bool pop(T &value)
    {
        const std::size_t at = m_out.load(std::memory_order_relaxed);
        Slot &slot = m_slots[at & m_mask];
        if (slot.turn.load(std::memory_order_acquire) != at + 1)
            return false;
        std::swap(slot.value, value);
        slot.turn.store(at + m_mask + 1, std::memory_order_release);
        m_out.store(at + 1, std::memory_order_relaxed);
        return true;
    }

    // About how many are in it.
    std::size_t size() const
    {
        const std::size_t out = m_out.load(std::memory_order_relaxed);
        const std::size_t in = m_in.load(std::memory_order_relaxed);
        return in > out ? in - out : 0;
    }
    std::size_t capacity() const { return m_mask + 1; }
    // Consumer: whether something is to be popped, ordered against a producer's last push.
    bool isEmpty() const
    {
        const std::size_t at = m_out.load(std::memory_order_relaxed);
        return m_slots[at & m_mask].turn.load(std::memory_order_seq_cst) != at + 1;
    }

private:
    struct Slot {
        std::atomic<std::size_t> turn;
        T value;
    };

    std::size_t m_mask;
    std::unique_ptr<Slot[]> m_slots;
    alignas(64) std::atomic<std::size_t> m_in{0};
    alignas(64) std::atomic<std::size_t> m_out{0};
};

} // namespace vitrine::monitor
