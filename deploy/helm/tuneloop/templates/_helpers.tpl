{{- define "tuneloop.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name) | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "tuneloop.vllm" -}}
{{ include "tuneloop.fullname" . }}-vllm
{{- end -}}

{{/* Of all that belongs to a release. */}}
{{- define "tuneloop.labels" -}}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version | replace "+" "_" }}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{/* What pods are chosen by; never changes. Called with a dictionary of the root and a component. */}}
{{- define "tuneloop.selector" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{- define "tuneloop.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ default .Chart.AppVersion .Values.image.tag }}
{{- end -}}
{{- end -}}

{{/* Requests and limits, with GPUs; called with a dictionary of resources and gpus. */}}
{{- define "tuneloop.resources" -}}
{{- $limits := .resources.limits | default dict -}}
{{- if gt (int .gpus) 0 -}}
{{- $limits = merge (dict "nvidia.com/gpu" (int .gpus)) $limits -}}
{{- end -}}
{{- toYaml (dict "requests" (.resources.requests | default dict) "limits" $limits) -}}
{{- end -}}

{{/* How many replicas of vLLM there may be: the server knows them all by name. */}}
{{- define "tuneloop.vllmReplicas" -}}
{{- ternary .Values.vllm.autoscaling.maxReplicas .Values.vllm.replicas .Values.vllm.autoscaling.enabled -}}
{{- end -}}

{{/* The server's configuration file. */}}
{{- define "tuneloop.config" -}}
{{- $config := deepCopy .Values.config -}}
{{- if .Values.vllm.enabled -}}
{{- $upstreams := list -}}
{{- $name := include "tuneloop.vllm" . -}}
{{- range $index := until (int (include "tuneloop.vllmReplicas" .)) -}}
{{- $url := printf "http://%s-%d.%s.%s.svc:8000/v1" $name $index $name $.Release.Namespace -}}
{{- $upstreams = append $upstreams (dict "url" $url "model" $.Values.vllm.servedName "kind" "vllm" "maxConcurrent" $.Values.vllm.maxConcurrent) -}}
{{- end -}}
{{- $vllm := dict "model" .Values.vllm.servedName "runtime" (dict "backend" "remote" "upstreams" $upstreams) -}}
{{- $config = mergeOverwrite $vllm $config -}}
{{- end -}}
{{- toYaml $config -}}
{{- end -}}

{{/* Names under which clients may reach the server. */}}
{{- define "tuneloop.allowedHosts" -}}
{{- $name := include "tuneloop.fullname" . -}}
{{- $ours := list $name (printf "%s.%s" $name .Release.Namespace) (printf "%s.%s.svc" $name .Release.Namespace) (printf "%s.%s.svc.cluster.local" $name .Release.Namespace) -}}
{{- if .Values.ingress.enabled -}}{{- $ours = append $ours .Values.ingress.host -}}{{- end -}}
{{- concat $ours .Values.allowedHosts | join "," -}}
{{- end -}}

{{- define "tuneloop.podSecurity" -}}
runAsNonRoot: true
runAsUser: 1000
runAsGroup: 1000
fsGroup: 1000
fsGroupChangePolicy: OnRootMismatch
seccompProfile: { type: RuntimeDefault }
{{- end -}}

{{- define "tuneloop.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end -}}

{{/* A claim template; called with a dictionary of name and claim. */}}
{{- define "tuneloop.claim" -}}
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: {{ .name }}
spec:
  accessModes: [ReadWriteOnce]
  {{- with .claim.storageClass }}
  storageClassName: {{ . }}
  {{- end }}
  resources:
    requests:
      storage: {{ .claim.size }}
{{- end -}}
