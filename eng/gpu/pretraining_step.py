"""One step of masked-teacher pretraining in eager PyTorch: the peer that the library is measured against on the same GPU.

Written from the paper's description: a frozen CLIP image tower looks at every frame; a video transformer sees the tokens that the tower's class token
attends to; small decoders map six of its layers to the tower's features; the loss is 2 - 2 cos. Everything that PyTorch offers an eager program is used:
mixed precision in bfloat16, a teacher in bfloat16, fused attention, the fused AdamW, gradients gathered by multi-tensor kernels, pinned clips, and no wait
for the device but one at the end of each step.

Usage: pretraining_step.py [--size base|large|tiny] [--batch 32,64] [--device cuda|cpu]
"""
import argparse
import json
import subprocess
import time

import torch
from torch import nn
from torch.nn import functional as F

PEAK = 989e12
WARM_UP, TIMED = 5, 20
MASK_RATIO = 0.8
MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)

SIZES = {
    "base": dict(name="UMT-B/16 with CLIP-B/16", image=224, frames=8, width=768, depth=12, heads=12, drop_path=0.1, layers=6,
                 teacher=dict(image=224, patch=16, width=768, depth=12, heads=12, out=512)),
    "large": dict(name="UMT-L/16 with CLIP-L/14", image=224, frames=8, width=1024, depth=24, heads=16, drop_path=0.2, layers=6,
                  teacher=dict(image=196, patch=14, width=1024, depth=24, heads=16, out=768)),
    "tiny": dict(name="a tiny student with a tiny CLIP", image=64, frames=4, width=128, depth=3, heads=2, drop_path=0.0, layers=2,
                 teacher=dict(image=64, patch=16, width=128, depth=3, heads=2, out=64)),
}
PATCH = 16


def attend(qkv, heads):
    batch, tokens, width = qkv.shape[0], qkv.shape[1], qkv.shape[2] // 3
    query, key, value = qkv.view(batch, tokens, 3, heads, width // heads).permute(2, 0, 3, 1, 4).unbind(0)
    return F.scaled_dot_product_attention(query, key, value).transpose(1, 2).reshape(batch, tokens, width)


class TeacherBlock(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.proj = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.fc1, self.fc2 = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x, wants_attention=False):
        qkv = self.qkv(self.norm1(x))
        x = x + self.proj(attend(qkv, self.heads))
        hidden = self.fc1(self.norm2(x))
        x = x + self.fc2(hidden * torch.sigmoid(1.702 * hidden))
        return (x, self.class_attention(qkv)) if wants_attention else x

    def class_attention(self, qkv):
        batch, tokens, width = qkv.shape[0], qkv.shape[1], qkv.shape[2] // 3
        query, key, _ = qkv.view(batch, tokens, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4).unbind(0)
        scores = (query[:, :, :1] * (width // self.heads) ** -0.5) @ key.transpose(-2, -1)
        return scores.float().softmax(-1).mean(1)[:, 0, 1:]


class Teacher(nn.Module):
    def __init__(self, image, patch, width, depth, heads, out, layers):
        super().__init__()
        self.image, self.width, self.layers = image, width, layers
        self.conv = nn.Conv2d(3, width, patch, patch, bias=False)
        self.cls = nn.Parameter(torch.randn(1, 1, width) * 0.02)
        self.positions = nn.Parameter(torch.randn(1, (image // patch) ** 2 + 1, width) * 0.02)
        self.norm_in, self.norm_out = nn.LayerNorm(width), nn.LayerNorm(width)
        self.blocks = nn.ModuleList(TeacherBlock(width, heads) for _ in range(depth))
        self.projection = nn.Linear(width, out, bias=False)

    @torch.no_grad()
    def forward(self, clips):
        batch, _, frames, _, _ = clips.shape
        pictures = clips.transpose(1, 2).flatten(0, 1)
        if pictures.shape[-1] != self.image:
            pictures = F.interpolate(pictures, size=(self.image, self.image), mode="bicubic", align_corners=False)
        patches = self.conv(pictures.to(self.conv.weight.dtype)).flatten(2).transpose(1, 2)
        x = self.norm_in(torch.cat([self.cls.expand(patches.shape[0], -1, -1), patches], 1) + self.positions)
        kept, attention = [], None
        for i, block in enumerate(self.blocks):
            if i == len(self.blocks) - 1:
                x, attention = block(x, wants_attention=True)
            else:
                x = block(x)
            if i >= len(self.blocks) - self.layers:
                kept.append(x[:, 1:])
        features = self.projection(self.norm_out(torch.stack(kept))).float()
        return F.normalize(features, dim=-1).view(self.layers, batch, -1, features.shape[-1]), attention


class StudentBlock(nn.Module):
    def __init__(self, width, heads, drop_path):
        super().__init__()
        self.heads, self.drop_path = heads, drop_path
        self.norm1, self.norm2 = nn.LayerNorm(width, eps=1e-6), nn.LayerNorm(width, eps=1e-6)
        self.qkv, self.proj = nn.Linear(width, 3 * width, bias=False), nn.Linear(width, width)
        self.q_bias, self.v_bias = nn.Parameter(torch.zeros(width)), nn.Parameter(torch.zeros(width))
        self.fc1, self.fc2 = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x):
        bias = torch.cat([self.q_bias, torch.zeros_like(self.q_bias), self.v_bias])
        x = x + self.drop(self.proj(attend(F.linear(self.norm1(x), self.qkv.weight, bias), self.heads)))
        return x + self.drop(self.fc2(F.gelu(self.fc1(self.norm2(x)))))

    def drop(self, branch):
        if self.drop_path == 0:
            return branch
        keep = 1 - self.drop_path
        return branch / keep * (torch.rand(branch.shape[0], 1, 1, device=branch.device) + keep).floor().to(branch.dtype)


def sinusoid(tokens, width):
    place = torch.arange(tokens, dtype=torch.float64)[:, None]
    channel = torch.arange(width)
    angle = place / 10000 ** (2 * torch.div(channel, 2, rounding_mode="floor").double() / width)
    return torch.where(channel % 2 == 0, angle.sin(), angle.cos()).float()[None]


class Student(nn.Module):
    def __init__(self, image, frames, width, depth, heads, drop_path, layers, out):
        super().__init__()
        self.layers = layers
        self.conv = nn.Conv3d(3, width, (1, PATCH, PATCH), (1, PATCH, PATCH))
        self.register_buffer("positions", sinusoid(frames * (image // PATCH) ** 2, width), persistent=False)
        self.blocks = nn.ModuleList(StudentBlock(width, heads, drop_path * i / max(depth - 1, 1)) for i in range(depth))
        self.norm = nn.LayerNorm(width, eps=1e-6)
        self.heads = nn.ModuleList(nn.Linear(width, out) for _ in range(layers))
        self.norms = nn.ModuleList(nn.LayerNorm(out, eps=1e-6) for _ in range(layers))

    def forward(self, clips, visible):
        x = gather(self.conv(clips).flatten(2).transpose(1, 2) + self.positions, visible)
        kept = []
        for i, block in enumerate(self.blocks):
            x = block(x)
            if i >= len(self.blocks) - self.layers:
                kept.append(x)
        placed = self.norm(torch.stack(kept)) + gather(self.positions.expand(x.shape[0], -1, -1), visible)
        outputs = [F.normalize(norm(head(layer)).float(), dim=-1) for head, norm, layer in zip(self.heads, self.norms, placed)]
        return torch.stack(outputs)


def gather(tokens, visible):
    index = visible.unsqueeze(-1).expand(*tokens.shape[:-3], *visible.shape, tokens.shape[-1])
    return tokens.gather(-2, index)


def draw_visible(attention, frames):
    """In every frame, tokens without replacement with the attention as weights: the largest of weight / Exp(1)."""
    patches = attention.shape[1]
    count = patches - int(patches * MASK_RATIO)
    chosen = (attention / torch.empty_like(attention).exponential_()).topk(count, dim=1).indices.sort(dim=1).values
    offsets = torch.arange(frames, device=attention.device)[:, None] * patches
    return (chosen.view(-1, frames, count) + offsets).flatten(1)


def normalise(clips, device):
    clips = clips.to(device, non_blocking=True).permute(0, 4, 1, 2, 3).float().div_(255)
    for colour in range(3):
        clips[:, colour].sub_(MEAN[colour]).div_(STD[colour])
    return clips


def flops_of_clip(size):
    """The library's own count: the teacher's forward pass over every frame, three times the student's over the visible tokens."""
    def trunk(tokens, width, depth, patch_values, patches):
        return 2 * (depth * (12 * tokens * width * width + 2 * tokens * tokens * width) + patches * patch_values * width)
    teacher, per_frame = size["teacher"], (size["image"] // PATCH) ** 2
    tokens = size["frames"] * per_frame
    visible = size["frames"] * (per_frame - int(per_frame * MASK_RATIO))
    grid = (teacher["image"] // teacher["patch"]) ** 2
    look = size["frames"] * trunk(grid + 1, teacher["width"], teacher["depth"], 3 * teacher["patch"] ** 2, grid)
    project = 2 * size["layers"] * tokens * teacher["width"] * teacher["out"]
    student = trunk(visible, size["width"], size["depth"], 3 * PATCH ** 2, tokens)
    return look + project + 3 * (student + 2 * size["layers"] * visible * size["width"] * teacher["out"])


class Training:
    def __init__(self, size, batch, device):
        torch.manual_seed(0)
        self.size, self.device = size, device
        self.teacher = Teacher(**size["teacher"], layers=size["layers"]).to(device, torch.bfloat16).eval()
        self.student = Student(size["image"], size["frames"], size["width"], size["depth"], size["heads"], size["drop_path"], size["layers"],
                               size["teacher"]["out"]).to(device)
        parameters = list(self.student.parameters())
        self.parameters = parameters
        self.optimizer = torch.optim.AdamW(
            [dict(params=[p for p in parameters if p.dim() > 1], weight_decay=0.05), dict(params=[p for p in parameters if p.dim() == 1], weight_decay=0.0)],
            lr=1e-4, betas=(0.9, 0.95), fused=device == "cuda")
        clips = torch.randint(0, 256, (batch, size["frames"], size["image"], size["image"], 3), dtype=torch.uint8)
        self.clips = clips.pin_memory() if device == "cuda" else clips

    def step(self, clock=None):
        clock = clock or (lambda phase: None)
        clock(None)
        clips = normalise(self.clips, self.device)
        clock("student")
        features, attention = self.teacher(clips)
        clock("teacher")
        with torch.autocast(self.device, dtype=torch.bfloat16):
            visible = draw_visible(attention, self.size["frames"])
            output = self.student(clips, visible)
        loss = (2 - 2 * (output * gather(features, visible)).sum(-1)).mean()
        clock("student")
        loss.backward()
        norm = torch.nn.utils.get_total_norm([p.grad for p in self.parameters])
        # Both numbers come to the host once, as in the library.
        values = torch.stack([loss.detach(), norm]).tolist()
        clock("backward")
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        clock("optimizer")
        return values


class PhaseClock:
    def __init__(self, synchronise):
        self.seconds, self.synchronise, self.last = {}, synchronise, 0.0

    def __call__(self, phase):
        self.synchronise()
        now = time.perf_counter()
        if phase:
            self.seconds[phase] = self.seconds.get(phase, 0.0) + now - self.last
        self.last = now


def used_memory():
    try:
        text = subprocess.run(["nvidia-smi", "--query-gpu=memory.used", "--format=csv,noheader,nounits"], capture_output=True, text=True, check=True).stdout
        return int(text.split()[0])
    except (OSError, subprocess.CalledProcessError, ValueError, IndexError):
        return None


def measure(size, batch, device):
    synchronise = torch.cuda.synchronize if device == "cuda" else (lambda: None)
    training = Training(size, batch, device)
    for _ in range(WARM_UP):
        values = training.step()
    synchronise()
    start = time.perf_counter()
    for _ in range(TIMED):
        values = training.step()
    synchronise()
    seconds = (time.perf_counter() - start) / TIMED
    memory = used_memory() if device == "cuda" else None
    splits = []
    for _ in range(WARM_UP):
        clock = PhaseClock(synchronise)
        training.step(clock)
        splits.append(clock.seconds)
    split = min(splits, key=lambda phases: sum(phases.values()))
    flops = flops_of_clip(size) * batch
    print(f"{size['name']}, batch {batch}: {seconds * 1e3:.1f} ms a step, {batch / seconds:.1f} clips/s, {flops / seconds / 1e12:.0f} TFLOP/s, "
          f"{100 * flops / seconds / PEAK:.1f} % of {PEAK / 1e12:.0f} TFLOP/s; loss {values[0]:.3f}", flush=True)
    print("RESULT " + json.dumps(dict(program=f"PyTorch {torch.__version__} eager", step="pretraining", setup=size["name"], batch=batch, seconds=seconds,
                                      flops=flops, peak=PEAK, memory_mib=memory, **split)), flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", choices=SIZES, default="base")
    parser.add_argument("--batch", default="32,64")
    parser.add_argument("--device", choices=["cuda", "cpu"], default="cuda")
    arguments = parser.parse_args()
    for batch in (int(text) for text in arguments.batch.split(",")):
        try:
            measure(SIZES[arguments.size], batch, arguments.device)
        except torch.OutOfMemoryError as error:
            print(f"Batch {batch} failed: {error}", flush=True)
        if arguments.device == "cuda":
            torch.cuda.empty_cache()


if __name__ == "__main__":
    main()
