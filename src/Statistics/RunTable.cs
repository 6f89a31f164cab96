// Runs, found by their ID.

using System.Numerics;

namespace ApiFunc.Statistics;

/// <summary>
/// A hash table that grows without copying the runs, so that it never needs the memory twice: runs lie in chunks, and an open
/// addressed index leads to them.
/// </summary>
internal sealed class RunTable
{
    private const int ChunkBits = 14;
    private const int ChunkLength = 1 << ChunkBits;
    private const int FirstSlots = 1 << 12;

    private readonly List<Run[]> _chunks = [];

    // One more than the number of the run; 0 for a free slot. At most half of them are taken.
    private int[] _slots = new int[FirstSlots];

    public int Count { get; private set; }

    /// <summary>The run with a number, which counts from 0 in the order in which they were found.</summary>
    public ref Run this[int number] => ref _chunks[number >> ChunkBits][number & (ChunkLength - 1)];

    /// <summary>The run with an ID; a new one if there is none yet.</summary>
    public ref Run Find(RunId id)
    {
        if (Count * 2 >= _slots.Length)
            Grow();

        var slot = SlotOf(id);
        if (_slots[slot] > 0)
            return ref this[_slots[slot] - 1];

        if (Count == _chunks.Count << ChunkBits)
            _chunks.Add(new Run[ChunkLength]);
        _slots[slot] = ++Count;
        ref var run = ref this[Count - 1];
        run.Id = id;
        return ref run;
    }

    /// <summary>The slot that leads to a run, or where it belongs.</summary>
    private int SlotOf(RunId id)
    {
        var mask = _slots.Length - 1;
        var slot = (int)(id.Slot >> (sizeof(uint) * 8 - BitOperations.Log2((uint)_slots.Length)));
        while (_slots[slot] > 0 && this[_slots[slot] - 1].Id != id)
            slot = (slot + 1) & mask;
        return slot;
    }

    private void Grow()
    {
        _slots = new int[_slots.Length * 2];
        for (var number = 0; number < Count; number++)
            _slots[SlotOf(this[number].Id)] = number + 1;
    }
}
