{{- define "tocsin.name" -}}
{{- .Release.Name | trunc 53 | trimSuffix "-" -}}
{{- end -}}

{{- define "tocsin.labels" -}}
app.kubernetes.io/name: tocsin
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end -}}

{{- define "tocsin.selector" -}}
app.kubernetes.io/name: tocsin
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "tocsin.config" -}}
{{- $listener := dict "name" "cluster" "address" (printf "0.0.0.0:%v" .Values.listener.port) "auth" "required" -}}
{{- if .Values.listener.tlsSecret -}}
{{- $tls := dict "certificate_file" "/etc/tocsin-tls/tls.crt" "key_file" "/etc/tocsin-tls/tls.key" "client_certificates" .Values.listener.clientCertificates -}}
{{- if ne .Values.listener.clientCertificates "none" -}}
{{- $_ := set $tls "client_authority_file" "/etc/tocsin-tls/ca.crt" -}}
{{- end -}}
{{- $_ := set $listener "tls" $tls -}}
{{- end -}}
{{- $config := deepCopy .Values.config -}}
{{- $_ := set $config "data_folder" "/var/lib/tocsin" -}}
{{- $_ := set $config "listeners" (list $listener) -}}
{{- $_ := set $config "auth" .Values.auth -}}
{{- if .Values.ruleConfigMaps -}}
{{- $rules := deepCopy (default (dict) .Values.config.rules) -}}
{{- $_ := set $rules "paths" (list "/etc/tocsin-rules") -}}
{{- $_ := set $config "rules" $rules -}}
{{- end -}}
{{- toYaml $config -}}
{{- end -}}
