namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>Reads the persistent ids by which a checkpoint's pickle points at its storages.</summary>
internal static class StorageReferences
{
    /// <summary>The tuple <c>("storage", class, key, location, length[, view])</c> as a reference.</summary>
    public static StorageReference Parse(object? id)
    {
        if (id is not object?[] { Length: >= 5 } parts || parts[0] is not "storage" || parts[2] is not string key || parts[4] is not long length)
            throw new CheckpointException("The file points at something that is no tensor storage; it is damaged or no checkpoint.");
        if (parts[1] is not PickleGlobal { Module: "torch" or "torch.storage" or "torch.cuda" } type)
            throw new CheckpointException("The file holds a tensor storage of an unknown kind.");
        bool untyped = type.Name is "UntypedStorage" or "_UntypedStorage";
        var elementType = TorchTypes.OfStorage(type.Name);
        if (elementType is null && !untyped)
            throw new CheckpointException($"Tensors of the kind '{type.Name}' are not supported; save them as float32.");
        if (length < 0)
            throw new CheckpointException($"A tensor storage has the impossible length {length}; the file is damaged.");
        if (parts.Length < 6 || parts[5] is null)
            return new StorageReference(key, elementType, length, 0, length);
        if (parts[5] is not object?[] { Length: 3 } view || view[1] is not long offset || view[2] is not long viewLength
            || offset < 0 || viewLength < 0 || offset > length || viewLength > length - offset)
            throw new CheckpointException("A view of a tensor storage reaches past its end; the file is damaged.");
        return new StorageReference(key, elementType, length, offset, viewLength);
    }
}
