namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>Finds the model's state dict inside whatever a training script saved.</summary>
internal static class StateDictFinder
{
    // "model" and "module" are the authors' rule; "state_dict" is what others write.
    private static readonly string[] Containers = ["model", "module", "state_dict"];
    private const int MostNesting = 64;

    // Modules may share children, so their number says nothing about the number of paths through them.
    private const int MostAttributes = 200_000;
    private const int LongestPath = 1024;

    /// <summary>The state dict's tensors by name, and the name of the entry that held it (null when the whole file is the state dict).</summary>
    public static (OrderedDictionary<string, TensorReference> Tensors, string? Container) Find(object? root, string? container)
    {
        if (root is not PickleDictionary dictionary)
            throw new CheckpointException($"The file should hold a dictionary of tensors, found {Kind(root)}.");
        string? name = container ?? Containers.FirstOrDefault(candidate => dictionary.TryGetValue(candidate, out var inner) && HasTensors(inner));
        var tensors = TensorsOf(name is null ? dictionary : Inner(dictionary, name));
        return tensors.Count > 0 ? (tensors, name) : throw new CheckpointException("The file holds no tensors where a state dict is expected.");
    }

    /// <summary>The tensors of a TorchScript module, named by the path of attributes that leads to them.</summary>
    public static OrderedDictionary<string, TensorReference> FindInScript(object? root)
    {
        var tensors = new OrderedDictionary<string, TensorReference>();
        int visited = 0;
        Walk(root, "", 0);
        return tensors.Count > 0 ? tensors : throw new CheckpointException("The TorchScript archive holds no tensors.");

        void Walk(object? value, string path, int depth)
        {
            if (depth > MostNesting)
                throw new CheckpointException("Modules are nested deeper than any model; the file is damaged or hostile.");
            if (value is not PickleObject module)
                return;
            foreach (var (key, item) in module.Items)
            {
                if (++visited > MostAttributes)
                    throw new CheckpointException($"The TorchScript archive unfolds to more than {MostAttributes} attributes, more than any model has; the file is damaged or hostile.");
                if (key is not string name)
                    continue;
                if (path.Length + name.Length > LongestPath)
                    throw new CheckpointException($"The TorchScript archive names an attribute by more than {LongestPath} characters; the file is damaged or hostile.");
                if (item is TensorReference tensor && !tensors.TryAdd(path + name, tensor))
                    throw new CheckpointException($"The TorchScript archive holds '{path + name}' twice.");
                Walk(item, $"{path}{name}.", depth + 1);
            }
        }
    }

    private static PickleDictionary Inner(PickleDictionary root, string name) =>
        root.TryGetValue(name, out var inner) && inner is PickleDictionary dictionary
            ? dictionary
            : throw new CheckpointException($"The file has no state dict under '{name}'; it holds {string.Join(", ", root.Keys.OfType<string>().Take(20))}.");

    private static bool HasTensors(object? value) => value is PickleDictionary dictionary && dictionary.Values.Any(item => item is TensorReference);

    private static OrderedDictionary<string, TensorReference> TensorsOf(PickleDictionary dictionary)
    {
        var tensors = new OrderedDictionary<string, TensorReference>();
        foreach (var (key, value) in dictionary)
        {
            if (key is string name && value is TensorReference tensor)
                tensors.Add(name, tensor);
        }
        return tensors;
    }

    private static string Kind(object? root) => root switch
    {
        null => "nothing",
        List<object?> => "a list",
        object?[] => "a tuple",
        TensorReference => "a single tensor",
        PickleObject unknown => $"an object of class '{unknown.Type.FullName}'; save its state_dict() instead",
        PickleGlobal name => $"the name '{name.FullName}'",
        _ => $"a {root.GetType().Name}",
    };
}
