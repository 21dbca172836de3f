namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>The stack of the pickle machine, with its marks.</summary>
internal sealed class PickleStack
{
    private readonly List<object?> _items = [];
    private readonly Stack<int> _marks = [];

    private int Floor => _marks.TryPeek(out int mark) ? mark : 0;

    public void Push(object? item) => _items.Add(item);

    public void Mark() => _marks.Push(_items.Count);

    public object? Peek() => _items.Count > Floor ? _items[^1] : throw Underflow();

    public object? Pop()
    {
        var item = Peek();
        _items.RemoveAt(_items.Count - 1);
        return item;
    }

    /// <summary>Pops an item of a known kind.</summary>
    public T Pop<T>(string what) => Pop() is T item ? item : throw new CheckpointException($"The pickle is malformed: {what} was expected.");

    /// <summary>The item on top, of a known kind.</summary>
    public T Peek<T>(string what) => Peek() is T item ? item : throw new CheckpointException($"The pickle is malformed: {what} was expected.");

    /// <summary>Pops everything above the topmost mark, and the mark.</summary>
    public object?[] PopToMark()
    {
        if (!_marks.TryPop(out int mark))
            throw Underflow();
        var items = _items.GetRange(mark, _items.Count - mark).ToArray();
        _items.RemoveRange(mark, items.Length);
        return items;
    }

    /// <summary>Pops one item, or the mark if it is on top.</summary>
    public void PopOne()
    {
        if (_marks.TryPeek(out int mark) && mark == _items.Count)
            _marks.Pop();
        else
            Pop();
    }

    private static CheckpointException Underflow() => new("The pickle is malformed: it takes more from its stack than it put there.");
}
