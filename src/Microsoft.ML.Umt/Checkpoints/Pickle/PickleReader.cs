using System.Globalization;
using System.Numerics;

namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>
/// Reads one pickle (protocols 0 to 5) into plain objects: null, bool, long, <see cref="BigInteger"/>, double, string, byte[], object[] for tuples,
/// lists, <see cref="PickleDictionary"/>, <see cref="TensorReference"/>, and inert <see cref="PickleObject"/> and <see cref="PickleGlobal"/>.
/// Nothing named in the file is ever run. Work and memory are bounded by the length of the input and by <see cref="MostOpcodes"/>.
/// </summary>
internal sealed class PickleReader(Stream stream)
{
    /// <summary>More than any state dict needs: the largest published training states take some hundred thousand.</summary>
    private const int MostOpcodes = 8_000_000;

    private readonly PickleBytes _bytes = new(stream);
    private readonly PickleStack _stack = new();
    private readonly Dictionary<long, object?> _memo = [];
    private readonly List<StorageReference> _storages = [];
    private long _copied;

    /// <summary>Every storage that the pickle mentions, in order; the same one may occur often.</summary>
    public IReadOnlyList<StorageReference> Storages => _storages;

    /// <summary>The pickled value. The stream is left just behind it.</summary>
    public object? Read()
    {
        for (int done = 0; done < MostOpcodes; done++)
        {
            byte opcode = _bytes.Byte();
            if (opcode == '.')
                return _stack.Pop();
            if (!(Constant(opcode) || Text(opcode) || Container(opcode) || Memo(opcode) || Build(opcode)))
                throw new CheckpointException($"The pickle holds the unknown code 0x{opcode:X2}; the file is damaged or no checkpoint.");
        }
        throw new CheckpointException("The pickle is longer than any checkpoint needs; the file is damaged or hostile.");
    }

    private bool Constant(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'N': _stack.Push(null); return true;
            case 0x88: _stack.Push(true); return true;
            case 0x89: _stack.Push(false); return true;
            case (byte)'J': _stack.Push((long)_bytes.Int32()); return true;
            case (byte)'K': _stack.Push((long)_bytes.Byte()); return true;
            case (byte)'M': _stack.Push((long)_bytes.UInt16()); return true;
            case (byte)'G': _stack.Push(_bytes.DoubleBigEndian()); return true;
            case 0x8a: _stack.Push(Integer(_bytes.Bytes(_bytes.Byte()))); return true;
            case 0x8b: _stack.Push(Integer(_bytes.Bytes(_bytes.UInt32()))); return true;
            case (byte)'I': _stack.Push(IntegerText(_bytes.Line())); return true;
            case (byte)'L': _stack.Push(Integer(_bytes.Line().TrimEnd('L'))); return true;
            case (byte)'F': _stack.Push(Float(_bytes.Line())); return true;
            default: return false;
        }
    }

    private bool Text(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'X': _stack.Push(_bytes.Text(_bytes.UInt32())); return true;
            case 0x8c: _stack.Push(_bytes.Text(_bytes.Byte())); return true;
            case 0x8d: _stack.Push(_bytes.Text(_bytes.UInt64())); return true;
            case (byte)'U': _stack.Push(_bytes.Latin1(_bytes.Byte())); return true;
            case (byte)'T': _stack.Push(_bytes.Latin1(_bytes.UInt32())); return true;
            case (byte)'S': _stack.Push(_bytes.Line().Trim('\'', '"')); return true;
            case (byte)'V': _stack.Push(_bytes.Line()); return true;
            case (byte)'C': _stack.Push(_bytes.Bytes(_bytes.Byte())); return true;
            case (byte)'B': _stack.Push(_bytes.Bytes(_bytes.UInt32())); return true;
            case 0x8e: _stack.Push(_bytes.Bytes(_bytes.UInt64())); return true;
            case 0x96: _stack.Push(_bytes.Bytes(_bytes.UInt64())); return true;
            default: return false;
        }
    }

    private bool Container(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'(': _stack.Mark(); return true;
            case (byte)'0': _stack.PopOne(); return true;
            case (byte)'1': _stack.PopToMark(); return true;
            case (byte)'2': _stack.Push(_stack.Peek()); return true;
            case (byte)')': _stack.Push(Array.Empty<object?>()); return true;
            case (byte)']': _stack.Push(new List<object?>()); return true;
            case (byte)'}': _stack.Push(new PickleDictionary()); return true;
            case 0x8f: _stack.Push(new List<object?>()); return true;
            case (byte)'t': _stack.Push(_stack.PopToMark()); return true;
            case 0x85: PushTuple(1); return true;
            case 0x86: PushTuple(2); return true;
            case 0x87: PushTuple(3); return true;
            case (byte)'l': _stack.Push(new List<object?>(_stack.PopToMark())); return true;
            case 0x91: _stack.Push(_stack.PopToMark()); return true;
            case (byte)'d': PushDictionary(_stack.PopToMark()); return true;
            case (byte)'a': AppendAll([_stack.Pop()]); return true;
            case (byte)'e': AppendAll(_stack.PopToMark()); return true;
            case 0x90: AppendAll(_stack.PopToMark()); return true;
            case (byte)'s': SetOne(); return true;
            case (byte)'u': SetAll(_stack.PopToMark()); return true;
            default: return false;
        }
    }

    private bool Memo(byte opcode)
    {
        switch (opcode)
        {
            case 0x80: _bytes.Byte(); return true;
            case 0x95: _bytes.UInt64(); return true;
            case (byte)'q': Memoize(_bytes.Byte()); return true;
            case (byte)'r': Memoize(_bytes.UInt32()); return true;
            case (byte)'p': Memoize(Slot(_bytes.Line())); return true;
            case 0x94: Memoize(_memo.Count); return true;
            case (byte)'h': PushMemo(_bytes.Byte()); return true;
            case (byte)'j': PushMemo(_bytes.UInt32()); return true;
            case (byte)'g': PushMemo(Slot(_bytes.Line())); return true;
            default: return false;
        }
    }

    private bool Build(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'c': PushGlobal(new PickleGlobal(_bytes.Line(), _bytes.Line())); return true;
            case 0x93:
                var name = _stack.Pop<string>("a name");
                PushGlobal(new PickleGlobal(_stack.Pop<string>("a module name"), name));
                return true;
            case (byte)'R':
                var arguments = _stack.Pop<object?[]>("a tuple of arguments");
                CountCopies(arguments is [List<object?> pairs, ..] ? pairs.Count : 0);
                _stack.Push(PickleCalls.Call(_stack.Pop<PickleGlobal>("a function to call"), arguments));
                return true;
            case 0x81: NewObject(); return true;
            case 0x92: _stack.Pop(); NewObject(); return true;
            case (byte)'i':
                _stack.PopToMark();
                PushNew(Checked(new PickleGlobal(_bytes.Line(), _bytes.Line())));
                return true;
            case (byte)'o':
                PushNew(_stack.PopToMark() is [PickleGlobal type, ..] ? type : throw new CheckpointException("The pickle is malformed: a class was expected."));
                return true;
            case (byte)'b': SetState(); return true;
            case (byte)'Q': PushStorage(); return true;
            default: return false;
        }
    }

    private static object Integer(byte[] bytes) => Narrow(new BigInteger(bytes));

    private static object Integer(string text) =>
        text.Length <= 1000 && BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? Narrow(value)
            : throw new CheckpointException("The pickle holds a number that is none.");

    private static object IntegerText(string text) => text switch { "00" => false, "01" => true, _ => Integer(text) };

    private static object Narrow(BigInteger value) => value >= long.MinValue && value <= long.MaxValue ? (long)value : value;

    private static double Float(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? value
            : throw new CheckpointException("The pickle holds a number that is none.");

    private static long Slot(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long slot)
            ? slot
            : throw new CheckpointException("The pickle names a memo slot that is no number.");

    private static PickleGlobal Checked(PickleGlobal name)
    {
        PicklePolicy.CheckName(name);
        return name;
    }

    private void PushGlobal(PickleGlobal name) => _stack.Push(Checked(name));

    private void Memoize(long slot)
    {
        if (slot >= MostOpcodes)
            throw new CheckpointException("The pickle writes to a memo slot beyond any that a pickler uses; the file is damaged.");
        _memo[slot] = _stack.Peek();
    }

    private void PushMemo(long slot) =>
        _stack.Push(_memo.TryGetValue(slot, out var value) ? value : throw new CheckpointException("The pickle reads a memo slot that was never written; the file is damaged."));

    private void PushTuple(int length)
    {
        var items = new object?[length];
        for (int i = length - 1; i >= 0; i--)
            items[i] = _stack.Pop();
        _stack.Push(items);
    }

    private void PushDictionary(object?[] items)
    {
        _stack.Push(new PickleDictionary());
        SetAll(items);
    }

    private void NewObject()
    {
        _stack.Pop();
        PushNew(_stack.Pop<PickleGlobal>("a class"));
    }

    private void PushNew(PickleGlobal type) =>
        _stack.Push(type.FullName == "collections.OrderedDict" ? new PickleDictionary() : new PickleObject(type));

    private void AppendAll(object?[] items)
    {
        switch (_stack.Peek())
        {
            case List<object?> list: list.AddRange(items); break;
            case PickleObject: break;
            default: throw new CheckpointException("The pickle is malformed: a list was expected.");
        }
    }

    private void SetOne()
    {
        var value = _stack.Pop();
        SetAll([_stack.Pop(), value]);
    }

    private void SetAll(object?[] items)
    {
        var target = _stack.Peek() switch
        {
            PickleDictionary dictionary => dictionary,
            PickleObject unknown => unknown.Items,
            _ => throw new CheckpointException("The pickle is malformed: a dictionary was expected."),
        };
        if (items.Length % 2 != 0)
            throw new CheckpointException("The pickle is malformed: a key has no value.");
        for (int i = 0; i < items.Length; i += 2)
            target.Set(items[i], items[i + 1]);
    }

    /// <summary>Attributes of an unknown object are kept; those of dictionaries and tensors (such as a state dict's version numbers) say nothing about weights.</summary>
    private void SetState()
    {
        var state = _stack.Pop();
        if (_stack.Peek() is not PickleObject target || state is not PickleDictionary attributes)
            return;
        CountCopies(attributes.Count);
        foreach (var (key, value) in attributes)
            target.Items[key] = value;
    }

    /// <summary>Copies of whole containers cost more than their opcode: a file can name one container again and again.</summary>
    private void CountCopies(int items)
    {
        _copied += items;
        if (_copied > MostOpcodes)
            throw new CheckpointException("The pickle copies its containers more often than any checkpoint does; the file is damaged or hostile.");
    }

    private void PushStorage()
    {
        var reference = StorageReferences.Parse(_stack.Pop());
        _storages.Add(reference);
        _stack.Push(reference);
    }
}
