using System.Runtime.InteropServices;
using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Runtime;

/// <summary>
/// The arguments of one operator call, in the order of the operator's schema, as the stable C ABI wants them: one 64-bit word each.
/// </summary>
/// <remarks>
/// Words that stand for tensors, strings, lists and present optionals own a native object. The operator call takes all of them over,
/// so an instance serves exactly one call, and the tensors given remain the caller's.
/// </remarks>
internal unsafe ref struct AtenArguments(Span<ulong> words)
{
    private readonly Span<ulong> _words = words;

    /// <summary>The number of arguments added.</summary>
    public int Count { get; private set; }

    /// <summary>The words, with the results in front after the call.</summary>
    public readonly Span<ulong> Words => _words;

    public void Add(Tensor tensor) => Push(Encode(tensor));

    public void Add(long value) => Push((ulong)value);

    public void Add(double value) => Push(BitConverter.DoubleToUInt64Bits(value));

    public void Add(bool value) => Push(value ? 1UL : 0UL);

    public void Add(string value) => Push(Encode(value));

    public void Add(IReadOnlyList<Tensor> tensors) => Push(Encode(tensors));

    public void AddEmptyList() => Push((ulong)NewList(0));

    public void AddNone() => Push(0);

    public void AddOptional(Tensor? tensor) => Push(tensor is null ? 0 : Optional(Encode(tensor)));

    public void AddOptional(long? value) => Push(value is { } present ? Optional((ulong)present) : 0);

    public void AddOptional(string? value) => Push(value is null ? 0 : Optional(Encode(value)));

    private static ulong Encode(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        var duplicate = (delegate* unmanaged<nint, nint*, int>)AtenLibrary.GetExport("aoti_torch_new_tensor_handle", "passing a tensor to an operator");
        nint handle;
        Check(duplicate(tensor.Handle, &handle), "aoti_torch_new_tensor_handle");
        GC.KeepAlive(tensor);
        return (ulong)handle;
    }

    private static ulong Encode(string value)
    {
        var create = (delegate* unmanaged<byte*, nuint, nint*, int>)AtenLibrary.GetExport("torch_new_string_handle", "passing a string to an operator");
        var utf8 = Encoding.UTF8.GetBytes(value);
        nint handle;
        fixed (byte* bytes = utf8)
        {
            Check(create(bytes, (nuint)utf8.Length, &handle), "torch_new_string_handle");
        }

        return (ulong)handle;
    }

    private static ulong Encode(IReadOnlyList<Tensor> tensors)
    {
        var append = (delegate* unmanaged<nint, ulong, int>)AtenLibrary.GetExport("torch_list_push_back", "passing a list to an operator");
        var list = NewList(tensors.Count);
        foreach (var tensor in tensors)
        {
            Check(append(list, Encode(tensor)), "torch_list_push_back");
        }

        return (ulong)list;
    }

    private static nint NewList(int capacity)
    {
        var create = (delegate* unmanaged<nuint, nint*, int>)AtenLibrary.GetExport("torch_new_list_reserve_size", "passing a list to an operator");
        nint list;
        Check(create((nuint)capacity, &list), "torch_new_list_reserve_size");
        return list;
    }

    // libtorch releases this word with C++ delete, which is free() in every C runtime it is built for, as is the allocator here.
    private static ulong Optional(ulong word)
    {
        var holder = (ulong*)NativeMemory.Alloc(sizeof(ulong));
        *holder = word;
        return (ulong)holder;
    }

    private static void Check(int status, string export)
    {
        if (status != 0)
        {
            throw new InvalidOperationException($"libtorch's {export} failed with status {status}.");
        }
    }

    private void Push(ulong word) => _words[Count++] = word;
}
