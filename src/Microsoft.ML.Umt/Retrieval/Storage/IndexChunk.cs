using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Umt.Retrieval.Storage;

/// <summary>
/// A block of rows: embeddings in one pinned array, aligned, each row padded with zeros to whole vectors. A row is written once, before any reader can
/// know of it, and never changes.
/// </summary>
internal sealed unsafe class IndexChunk
{
    /// <summary>Rows of a full chunk; a multiple of <see cref="RowBlock"/>, as every capacity is, so that kernels need no remainder.</summary>
    public const int MostRows = SmallestCapacity << 5;

    /// <summary>Rows that a kernel takes at once.</summary>
    public const int RowBlock = 12;

    private const int SmallestCapacity = RowBlock * 16;
    private const int Alignment = 64;

    private readonly float[]? _singles;
    private readonly Half[]? _halves;
    private readonly int _offset;
    private readonly EmbeddingRules _rules;

    public IndexChunk(EmbeddingRules rules, int rowsNeeded)
    {
        _rules = rules;
        Capacity = SmallestCapacity;
        while (Capacity < rowsNeeded && Capacity < MostRows)
            Capacity *= 2;
        Stride = StrideOf(rules.Dimensions);
        Entries = new IndexEntry?[Capacity];
        var length = checked((Capacity * Stride) + Alignment);
        if (rules.Storage == EmbeddingStorage.Float32)
        {
            _singles = GC.AllocateUninitializedArray<float>(length, pinned: true);
            fixed (float* first = _singles)
                _offset = (int)((Alignment - ((nint)first % Alignment)) % Alignment) / sizeof(float);
            Singles = (float*)Unsafe.AsPointer(ref _singles[_offset]);
        }
        else
        {
            _halves = GC.AllocateUninitializedArray<Half>(length, pinned: true);
            fixed (Half* first = _halves)
                _offset = (int)((Alignment - ((nint)first % Alignment)) % Alignment) / sizeof(Half);
            Halves = (Half*)Unsafe.AsPointer(ref _halves[_offset]);
        }
    }

    /// <summary>A larger copy of a chunk that is not full.</summary>
    public IndexChunk(IndexChunk smaller, int rowsNeeded)
        : this(smaller._rules, rowsNeeded)
    {
        smaller.Entries.CopyTo(Entries, 0);
        smaller._singles?.AsSpan(smaller._offset, smaller.Capacity * Stride).CopyTo(_singles.AsSpan(_offset));
        smaller._halves?.AsSpan(smaller._offset, smaller.Capacity * Stride).CopyTo(_halves.AsSpan(_offset));
    }

    public int Capacity { get; }

    /// <summary>Values from one row to the next.</summary>
    public int Stride { get; }

    /// <summary>One per row; null where no row was written yet.</summary>
    public IndexEntry?[] Entries { get; }

    /// <summary>The first row's values as 32-bit floats, or null. Valid while the chunk is reachable.</summary>
    public float* Singles { get; }

    /// <summary>The first row's values as 16-bit floats, or null. Valid while the chunk is reachable.</summary>
    public Half* Halves { get; }

    /// <summary>Whole 512-bit vectors.</summary>
    public static int StrideOf(int dimensions) => (dimensions + 15) & ~15;

    /// <summary>Writes a row that no reader knows of yet.</summary>
    public void Write(int row, ReadOnlySpan<float> embedding, IndexEntry entry)
    {
        if (_singles is not null)
        {
            var target = _singles.AsSpan(_offset + (row * Stride), Stride);
            _rules.Copy(embedding, target[..embedding.Length], entry.Key);
            target[embedding.Length..].Clear();
        }
        else
        {
            var wide = new float[embedding.Length];
            _rules.Copy(embedding, wide, entry.Key);
            var target = _halves.AsSpan(_offset + (row * Stride), Stride);
            TensorPrimitives.ConvertToHalf(wide, target);
            target[embedding.Length..].Clear();
        }
        Entries[row] = entry;
    }

    /// <summary>Takes a row over from another chunk, as it is.</summary>
    public void CopyRow(int row, IndexChunk source, int sourceRow)
    {
        source._singles?.AsSpan(source._offset + (sourceRow * Stride), Stride).CopyTo(_singles.AsSpan(_offset + (row * Stride)));
        source._halves?.AsSpan(source._offset + (sourceRow * Stride), Stride).CopyTo(_halves.AsSpan(_offset + (row * Stride)));
        Entries[row] = source.Entries[sourceRow];
    }

    /// <summary>The bytes of a row's values, as files hold them.</summary>
    public Span<byte> Bytes(int row) => _singles is not null
        ? MemoryMarshal.AsBytes(_singles.AsSpan(_offset + (row * Stride), _rules.Dimensions))
        : MemoryMarshal.AsBytes(_halves.AsSpan(_offset + (row * Stride), _rules.Dimensions));

    /// <summary>Zeros behind a row's values, after they were filled through <see cref="Bytes"/>.</summary>
    public void ClearPadding(int row)
    {
        _singles?.AsSpan(_offset + (row * Stride) + _rules.Dimensions, Stride - _rules.Dimensions).Clear();
        _halves?.AsSpan(_offset + (row * Stride) + _rules.Dimensions, Stride - _rules.Dimensions).Clear();
    }

    /// <summary>The embedding of a row: a view of 32-bit values, a copy of 16-bit ones.</summary>
    public ReadOnlyMemory<float> Embedding(int row)
    {
        if (_singles is not null)
            return _singles.AsMemory(_offset + (row * Stride), _rules.Dimensions);
        var wide = new float[_rules.Dimensions];
        TensorPrimitives.ConvertToSingle(_halves.AsSpan(_offset + (row * Stride), _rules.Dimensions), wide);
        return wide;
    }
}
