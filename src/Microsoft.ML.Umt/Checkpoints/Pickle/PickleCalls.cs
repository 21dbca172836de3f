namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>The handful of functions that a checkpoint may call, all of them about tensors and plain containers, done by our own code.</summary>
internal static class PickleCalls
{
    /// <summary>The result of calling a named function with the arguments of the pickle.</summary>
    public static object? Call(PickleGlobal function, object?[] arguments)
    {
        switch (function.FullName)
        {
            case "torch._utils._rebuild_tensor":
            case "torch._utils._rebuild_tensor_v2":
                return TensorOf(function, arguments, typeAt: null);
            case "torch._utils._rebuild_tensor_v3":
                return TensorOf(function, arguments, typeAt: 6);
            case "torch._utils._rebuild_parameter":
            case "torch._utils._rebuild_parameter_with_state":
                return Argument<TensorReference>(function, arguments, 0);
            case "torch._tensor._rebuild_from_type_v2":
                return Call(Argument<PickleGlobal>(function, arguments, 0), Argument<object?[]>(function, arguments, 2));
            case "collections.OrderedDict":
            case "builtins.dict":
            case "__builtin__.dict":
                return DictionaryOf(function, arguments);
            case "torch.jit._pickle.build_intlist":
            case "torch.jit._pickle.build_doublelist":
            case "torch.jit._pickle.build_boollist":
            case "torch.jit._pickle.build_tensorlist":
            case "torch.jit._pickle.restore_type_tag":
                return arguments.Length > 0 ? arguments[0] : null;
        }
        if (PicklePolicy.IsInertCall(function))
            return new PickleObject(function);
        throw new CheckpointException(
            $"The file asks to call '{function.FullName}' while it is read. Only tensors and plain containers are rebuilt, nothing is run: "
            + "save the bare state dict with PyTorch, or as safetensors, and load that.");
    }

    private static TensorReference TensorOf(PickleGlobal function, object?[] arguments, int? typeAt)
    {
        var storage = Argument<StorageReference>(function, arguments, 0);
        long offset = Argument<long>(function, arguments, 1);
        var shape = Longs(function, arguments, 2);
        var strides = Longs(function, arguments, 3);
        var type = storage.Type;
        if (typeAt is { } at)
        {
            var name = Argument<PickleGlobal>(function, arguments, at);
            type = name.Module == "torch" ? TorchTypes.OfDtype(name.Name) : null;
        }
        if (type is null)
            throw new CheckpointException("The file holds a tensor of an element type that is not supported; save it as float32.");
        if (shape.Length != strides.Length)
            throw new CheckpointException($"A tensor has {shape.Length} dimensions but {strides.Length} strides; the file is damaged.");
        return new TensorReference(storage, type.Value, offset, shape, strides);
    }

    private static PickleDictionary DictionaryOf(PickleGlobal function, object?[] arguments)
    {
        var dictionary = new PickleDictionary();
        if (arguments.Length == 0)
            return dictionary;
        if (arguments[0] is not List<object?> pairs)
            throw Malformed(function);
        foreach (var pair in pairs)
        {
            var (key, value) = pair switch
            {
                object?[] { Length: 2 } tuple => (tuple[0], tuple[1]),
                List<object?> { Count: 2 } list => (list[0], list[1]),
                _ => throw Malformed(function),
            };
            dictionary.Set(key, value);
        }
        return dictionary;
    }

    private static T Argument<T>(PickleGlobal function, object?[] arguments, int index) =>
        index < arguments.Length && arguments[index] is T value ? value : throw Malformed(function);

    private static long[] Longs(PickleGlobal function, object?[] arguments, int index)
    {
        var items = Argument<object?[]>(function, arguments, index);
        if (items.Length > 64 || !items.All(item => item is long))
            throw Malformed(function);
        return [.. items.Cast<long>()];
    }

    private static CheckpointException Malformed(PickleGlobal function) =>
        new($"The file calls '{function.FullName}' with arguments that do not fit; it is damaged.");
}
